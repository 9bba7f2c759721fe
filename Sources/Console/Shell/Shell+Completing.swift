// Completion, hints and colours: of dot-commands here, of statements by the engine.
import Sessions

extension Shell {
  func completions(_ text: String, _ cursor: Int) -> Completions {
    let before = String(String.UnicodeScalarView(text.unicodeScalars.prefix(cursor)))
    let first = before.unicodeScalars.first { !$0.properties.isWhitespace }
    if first == "." { return commandCompletions(before, cursor) }
    if first == "!" { return wordCompletions(before, cursor, pathCandidates) }
    if let bar = PipedStatement.bar(in: before) {
      let words = argumentWords(blanked(before, bar + 1))
      guard let name = words.first, name.range.upperBound < cursor else { return .none }
      let isTyping = words.last?.range.upperBound == cursor
      let place = words.count - 1 - (isTyping ? 1 : 0)
      return wordCompletions(before, cursor) { self.candidates(.plot, $0, place) }
    }
    return engine.completions(text, cursor)
  }

  private func commandCompletions(_ before: String, _ cursor: Int) -> Completions {
    let words = argumentWords(before)
    let isFirst = words.count == 1 && words[0].range.upperBound == cursor
    guard let name = words.first?.text, !isFirst else {
      return wordCompletions(before, cursor) { word in
        DotCommand.all.filter { $0.name.hasPrefix(word) }
          .map { Candidate($0.name, style: .command) }
      }
    }
    guard let command = DotCommand.named(name) else { return .none }
    let isTyping = words.last?.range.upperBound == cursor
    let place = words.count - 1 - (isTyping ? 1 : 0)
    if case .statement = command.completes {
      return engine.completions(blanked(before, words[0].range.upperBound), cursor)
    }
    return wordCompletions(before, cursor) { self.candidates(command.completes, $0, place) }
  }

  /// The line with its head blanked out, so that what stands after it keeps its offsets.
  private func blanked(_ line: String, _ end: Int) -> String {
    String(repeating: " ", count: end)
      + String(String.UnicodeScalarView(line.unicodeScalars.dropFirst(end)))
  }

  private func candidates(
    _ kind: DotCommand.Completion, _ word: String, _ place: Int
  ) -> [Candidate] {
    func starting(_ texts: [String], _ style: Style = .plain) -> [Candidate] {
      texts.filter { $0.hasPrefix(word) }.map { Candidate($0, style: style) }
    }
    switch kind {
    case .nothing, .statement: return []
    case .path: return pathCandidates(word)
    case .words(let words): return place == 0 ? starting(words) : []
    case .settings:
      if place == 0 { return starting(SettingDeclaration.all.map(\.name)) }
      return []
    case .names(let kinds):
      let fitting = engine.names.filter { kinds.isEmpty || kinds.contains($0.kind) }
      return starting(Set(fitting.map(\.name)).sorted(), .series)
    case .plot:
      let series = lastAnswer?.results.last?.series().map(\.name) ?? []
      return starting((place == 0 ? DotCommand.plotKinds : []) + series.sorted())
    case .commands:
      return starting(DotCommand.all.map(\.name), .command)
        + starting(Set(engine.names.map(\.name)).sorted())
    }
  }

  private func wordCompletions(
    _ before: String, _ cursor: Int, _ candidates: (String) -> [Candidate]
  ) -> Completions {
    let last = argumentWords(before).last.flatMap { $0.range.upperBound == cursor ? $0 : nil }
    let found = candidates(last?.text ?? "").map { candidate in
      Candidate(quotedArgument(candidate.text), suffix: candidate.suffix, style: candidate.style)
    }
    return Completions(start: last?.range.lowerBound ?? cursor, candidates: found)
  }

  /// A command's arguments, or a function's signature, while they are still to be typed.
  func hint(_ text: String) -> Hint? {
    if text.unicodeScalars.first == "." {
      let words = argumentWords(text)
      guard let command = words.first.flatMap({ DotCommand.named($0.text) }), words.count == 1
      else { return nil }
      let gap = text.hasSuffix(" ") ? "" : " "
      return command.arguments.isEmpty ? nil : Hint(gap + command.arguments, isInsertable: false)
    }
    guard text.utf8.last == UInt8(ascii: "("),
      let function = openFunction(text), !function.detail.isEmpty
    else { return nil }
    return Hint("  " + function.detail, isInsertable: false)
  }

  /// The function whose bracket the text ends with.
  private func openFunction(_ text: String) -> KnownName? {
    let found = lexemes(of: text).dropLast()
    guard let word = found.last, word.kind == .word else { return nil }
    return engine.names.first { $0.kind == .function && $0.name == word.text }
  }

  /// The colours of what is being typed.
  func spans(_ text: String) -> [StyledSpan] {
    let first = text.unicodeScalars.first { !$0.properties.isWhitespace }
    if first == "!" { return [] }
    if first != "." {
      guard let bar = PipedStatement.bar(in: text) else { return engine.spans(text) }
      let scalars = text.unicodeScalars
      let word = argumentWords(blanked(text, bar + 1)).first
      return engine.spans(String(String.UnicodeScalarView(scalars.prefix(bar))))
        + (word.map { [StyledSpan($0.range, .command)] } ?? [])
    }
    guard let word = argumentWords(text).first, DotCommand.named(word.text) != nil else {
      return []
    }
    return [StyledSpan(word.range, .command)]
  }
}

/// The word that holds or ends at an offset, or the dot-command there.
func wordAround(_ text: String, _ cursor: Int) -> String {
  for lexeme in lexemes(of: text)
  where lexeme.kind == .word && lexeme.range.lowerBound <= cursor
    && cursor <= lexeme.range.upperBound
  {
    return lexeme.text
  }
  return argumentWords(text).first { $0.text.hasPrefix(".") }?.text ?? ""
}
