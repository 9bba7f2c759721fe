// Lints of files: what nothing uses, what the data lacks, and lints put to sleep for a while.
import Columns
import Diagnostics
import Quantities

extension Checker {
  /// Lets, params and functions that nothing uses, in files that have rules.
  func lintDefinitions() {
    guard !context.isInteractive, !program.diagnostics.hasErrors else { return }
    for module in rootModules where hasRules(module) {
      for definition in module.own where !definition.isUsed && definition.word != "record" {
        inScope(Scope(definition)) {
          tell(
            lint("L007", "nothing uses the \(definition.word) `\(definition.name.value)`",
              at: definition.name.range))
        }
      }
    }
  }

  private func hasRules(_ module: Module) -> Bool {
    guard let source = module.own.first?.source else { return false }
    return program.alerts.contains { $0.source === source }
      || program.records.contains { $0.source === source }
      || program.labels.contains { $0.source === source }
  }

  /// Series the rules read that no data brought.
  func lintUnseenSeries() {
    guard let offered = context.offered else { return }
    var seen: Set<String> = []
    for expression in program.allExpressions {
      expression.forEachNeeded(at: .source(expression.source, expression.range)) { part, place in
        guard let schema = part.ownSeries?.schema, offered[schema.name] == nil,
          program.measures[schema.name] == nil, seen.insert(schema.name).inserted
        else { return }
        let near = nearest(to: schema.name, in: offered.keys).first
        let hint = near.map { "; the data has `\($0)`" } ?? ""
        tell(
          Diagnostic(
            "L003", .lint, "the data has no series `\(schema.name)`; it is missing at every"
              + " tick\(hint)", at: place))
      }
    }
  }

  // MARK: - Snoozing

  /// Drops the lints that comments put to sleep.
  ///
  /// `# brink: allow L003 until 2026-12-01` above an item, inside it, or at the end of its line
  /// silences that lint in that item until the date. There is no snooze without a date.
  func applySnoozes(of files: [SyntaxFile]) {
    for file in files {
      for snooze in Snooze.all(in: file) {
        inScope(Scope(module: Module(), source: file.source)) { apply(snooze, file.source) }
      }
    }
  }

  private func apply(_ snooze: Snooze, _ source: SourceText) {
    guard let code = snooze.code, let until = snooze.until,
      checkingCodes.contains(where: { $0.code == code && code.hasPrefix("L") })
    else {
      let wanted = "`# brink: allow L003 until 2026-12-01`"
      tell(lint("L012", "a snooze names a lint and a date: \(wanted)", at: snooze.range))
      return
    }
    if let now = context.now, until <= now {
      tell(
        lint("L012", "this snooze of \(code) ended on \(until); mend the lint or take the comment"
          + " away", at: snooze.range))
      return
    }
    guard let item = snooze.item else { return }
    program.diagnostics.removeAll { diagnostic in
      guard diagnostic.severity == .lint, diagnostic.code == code,
        case .source(let other, let range) = diagnostic.place
      else { return false }
      return other === source && range.lower >= item.lower && range.lower < item.upper
    }
  }
}

/// One comment that silences a lint.
private struct Snooze {
  let code: String?
  let until: Timestamp?
  let range: SourceRange
  /// The item it is about.
  let item: SourceRange?

  private static let head = "# brink: allow"

  static func all(in file: SyntaxFile) -> [Snooze] {
    var found: [Snooze] = []
    for token in file.tokens where token.range.lower - token.triviaStart >= head.utf8.count {
      let trivia = SourceRange(token.triviaStart, token.range.lower)
      var offset = trivia.lower
      let text = file.source.slice(trivia)
      for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        if let start = line.firstIndex(of: "#"), line[start...].hasPrefix(head) {
          let lead = line[..<start].utf8.count
          let text = line[start...].filter { $0 != "\r" }
          let range = SourceRange(offset + lead, offset + lead + text.utf8.count)
          found.append(Snooze(String(text), range, file))
        }
        offset += line.utf8.count + 1
      }
    }
    return found
  }

  private init(_ text: String, _ range: SourceRange, _ file: SyntaxFile) {
    let words = text.dropFirst(Self.head.count).split(separator: " ").map(String.init)
    code = words.first
    until = words.count >= 3 && words[1] == "until" ? Timestamp(parsing: words[2]) : nil
    self.range = range
    item = Self.target(range, file)
  }

  /// The item around a comment, before it on its line, or after it.
  private static func target(_ range: SourceRange, _ file: SyntaxFile) -> SourceRange? {
    let items = file.items.map(\.range)
    if let around = items.first(where: { $0.lower <= range.lower && range.lower < $0.upper }) {
      return around
    }
    let line = file.source.line(at: range.lower)
    let before = items.last { $0.upper <= range.lower }
    if let before, file.source.line(at: before.upper) == line { return before }
    return items.first { $0.lower >= range.lower }
  }
}

extension CheckedExpression {
  /// Visits it and everything inside that it cannot do without, each with the innermost place
  /// around it that a user wrote.
  fileprivate func forEachNeeded(
    at outer: Place, _ body: (CheckedExpression, Place) -> Void
  ) {
    let place = source.origin == .program ? outer : .source(source, range)
    body(self, place)
    guard case .metric(let call, let arguments) = kind else {
      for part in parts { part.forEachNeeded(at: place, body) }
      return
    }
    for (parameter, argument) in zip(call.inputs, arguments) where parameter.mustBeKnown {
      argument.forEachNeeded(at: place, body)
    }
  }
}
