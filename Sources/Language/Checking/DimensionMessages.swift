// What is said where units do not fit: the cause, both dimensions, one factor that mends it.
import Columns
import Diagnostics
import Quantities

extension Checker {
  /// Two quantities of different kinds meet.
  func mismatch(_ a: Operand, _ b: Operand, _ meeting: Meeting) -> Diagnostic {
    if let told = timeForMoney(a, b) ?? timeForMoney(b, a) { return told }
    if let told = missingPeriod(a, beside: b) ?? missingPeriod(b, beside: a) { return told }
    if let told = numberForTime(a, beside: b) ?? numberForTime(b, beside: a) { return told }
    let place = meeting.verb == "compare" ? b.expression.range : meeting.range
    var diagnostic = problem(meeting.code, sentence(a, b, meeting.verb), at: place)
    diagnostic.notes.append(aligned(a, b))
    return remedied(diagnostic, b, to: a.dimension ?? .ratio, or: a)
  }

  private func sentence(_ a: Operand, _ b: Operand, _ verb: String) -> String {
    let left = "`\(a.expression.text)` (\(words(a)))"
    let right = "`\(b.expression.text)` (\(words(b)))"
    switch verb {
    case "add": return "cannot add \(right) to \(left)"
    case "subtract": return "cannot subtract \(right) from \(left)"
    case "choose between": return "the two branches differ: \(left) and \(right)"
    case "replace": return "`??` cannot put \(right) in the place of \(left)"
    case "bound": return "cannot bound \(left) by \(right)"
    default: return "cannot compare \(left) with \(right)"
    }
  }

  /// A bare number beside what needs a unit.
  func bareProblem(_ bare: Operand, beside other: Operand, _ meeting: Meeting) -> Diagnostic {
    let range = bare.expression.range
    let number = bare.expression.text
    let subject = other.expression.text
    let dimension = other.dimension ?? .ratio
    if dimension == Dimension(time: -1), let value = bare.constant {
      return periodProblem(
        (number, percentText(value) + "%"), beside: other, at: range,
        cause: "\(number) is a plain number, \(subject) is a rate (\(dimension.words)); a rate"
          + " needs a period")
    }
    if dimension != .time, Unit(parsing: other.expression.unit?.text ?? "") == nil {
      let told = problem(
        "E0303", "\(number) is a plain number, \(subject) is \(dimension.phrase), a unit nobody"
          + " writes", at: range
      ).noting(aligned(other, bare))
      let fix = otherOperator(other, .usd) ?? otherOperator(other, .ratio)
      return fix.map(told.suggesting) ?? told
    }
    let units = dimension == .time ? ["m", "s", "h"] : [other.expression.unit?.text ?? ""]
    let fixes = units.map { dimension == .time ? number + $0 : "\(number) \($0)" }
    var diagnostic = problem(
      "E0303",
      "\(number) is a plain number, \(subject) is \(dimension.phrase); did you mean \(fixes[0])?",
      at: range)
    diagnostic.notes.append(aligned(other, bare))
    for fix in fixes {
      diagnostic.suggestions.append(Suggestion("write `\(fix)`", replacing: range, with: fix))
    }
    return diagnostic
  }

  /// A bare number beside a series written in `%` or `bps`: 20 could be 20bps or twenty times.
  func scaleProblem(_ bare: Operand, beside other: Operand, _ scale: Unit) -> Diagnostic {
    let range = bare.expression.range
    let number = bare.expression.text
    let fixes = [number + scale.text, number + "x"]
    var diagnostic = problem(
      "E0303", "\(number) is a plain number, \(other.expression.text) is written in \(scale.text);"
        + " did you mean \(fixes[0])?", at: range)
    for fix in fixes {
      diagnostic.suggestions.append(Suggestion("write `\(fix)`", replacing: range, with: fix))
    }
    return diagnostic
  }

  /// Coins of one asset beside coins of another, where selections tell them apart.
  func otherCoin(_ a: Operand, _ b: Operand, _ meeting: Meeting) -> Diagnostic? {
    guard a.dimension == .coin || a.dimension == .contract else { return nil }
    let isCoin = a.dimension == .coin
    let tellsAssets = a.tells("asset") || b.tells("asset")
    let key = isCoin && tellsAssets ? "asset" : "symbol"
    let x = a.expression.selected(key)
    let y = b.expression.selected(key)
    guard x != y, a.tells(key), b.tells(key) else { return nil }
    // Two symbols may well be of one asset; a symbol beside every symbol is not.
    if isCoin, !tellsAssets, !x.isEmpty, !y.isEmpty { return nil }
    let left = x.sorted().first ?? "each \(key)"
    let right = y.sorted().first ?? "each \(key)"
    return problem(
      isCoin ? "E0404" : "E0405",
      "`\(a.expression.text)` is of \(left), `\(b.expression.text)` of \(right); they cannot be"
        + " \(meeting.verb == "compare" ? "compared" : "added"), only their USD can",
      at: meeting.range)
  }

  /// `5m` where `5M USD` was meant, and other times where an amount is needed.
  private func timeForMoney(_ a: Operand, _ b: Operand) -> Diagnostic? {
    guard let literal = a.literal, let unit = literal.unit?.value, unit.dimension == .time,
      let dimension = b.dimension, let amount = b.expression.unit,
      [.usd, .coin, .contract, .price].contains(dimension)
    else { return nil }
    let text = a.expression.text
    let head = "\(text) is \(timeWords(literal, unit)) (time), \(b.expression.text) is"
      + " \(dimension.words)"
    guard unit.text == "m", literal.magnitude == nil else {
      return problem("E0301", "\(head); write an amount in \(amount.text)", at: a.expression.range)
        .noting(aligned(b, a))
    }
    let fix = "\(literal.digits)M \(dimension == .usd ? "USD" : amount.text)"
    return problem("E0304", "\(head); did you mean \(fix)?", at: a.expression.range)
      .suggesting(Suggestion("write `\(fix)`", replacing: a.expression.range, with: fix))
  }

  private func timeWords(_ literal: NumberLiteral, _ unit: Unit) -> String {
    let names = [
      "ms": "millisecond", "s": "second", "m": "minute", "h": "hour", "d": "day", "w": "week",
      "y": "year",
    ]
    let name = names[unit.text] ?? unit.text
    return literal.digits == "1" ? "1 \(name)" : "\(literal.digits) \(name)s"
  }

  /// A plain ratio or an amount beside the same per time.
  private func missingPeriod(_ a: Operand, beside b: Operand) -> Diagnostic? {
    guard let literal = a.literal, let unit = literal.unit?.value, let dimension = b.dimension,
      dimension == unit.dimension / .time
    else { return nil }
    let text = a.expression.text
    return periodProblem(
      (text, text), beside: b, at: a.expression.range,
      cause: "\(text) has no period, \(b.expression.text) is \(dimension.phrase)")
  }

  private func periodProblem(
    _ texts: (shown: String, fix: String), beside other: Operand, at range: SourceRange,
    cause: String
  ) -> Diagnostic {
    var periods = ["/8h", "/h", "/y"]
    if !(other.dimension == Dimension(time: -1)) { periods = ["/m", "/h", "/d"] }
    if let unit = other.expression.unit?.text, let slash = unit.firstIndex(of: "/") {
      let own = String(unit[slash...])
      if other.dimension == Dimension(time: -1) {
        periods = [own] + periods.filter { $0 != own }
      }
    }
    let fixes = periods.map { texts.fix + $0 }
    var diagnostic = problem("E0305", "\(cause); did you mean \(fixes[0])?", at: range)
      .labelled("per what time?")
    for fix in fixes {
      diagnostic.suggestions.append(Suggestion("write `\(fix)`", replacing: range, with: fix))
    }
    return diagnostic
  }

  /// A ratio literal such as `2x` or `5%` beside a time.
  private func numberForTime(_ a: Operand, beside b: Operand) -> Diagnostic? {
    guard let literal = a.literal, a.dimension == .ratio, b.dimension == .time else { return nil }
    let text = a.expression.text
    return problem(
      "E0301", "\(text) is a ratio, \(b.expression.text) is time; did you mean"
        + " \(literal.digits)m?", at: a.expression.range
    ).noting(aligned(b, a)).suggesting(
      Suggestion("write `\(literal.digits)m`", replacing: a.expression.range,
        with: "\(literal.digits)m"))
  }

  private func percentText(_ value: Double) -> String {
    shortestDecimal(ofBase: value, in: .percent)
  }

  private func words(_ operand: Operand) -> String { operand.dimension?.words ?? "yes or no" }

  /// Both texts with their dimensions, one under the other.
  func aligned(_ a: Operand, _ b: Operand) -> String {
    aligned(
      (a.expression.text, a.bare == nil ? a.dimension : nil, definition(of: a)),
      (b.expression.text, b.bare == nil ? b.dimension : nil, definition(of: b)))
  }

  /// A text and what is wanted of it, one under the other.
  func aligned(_ operand: Operand, _ wanted: String, _ dimension: Dimension) -> String {
    aligned(
      (operand.expression.text, operand.bare == nil ? operand.dimension : nil, ""),
      (wanted, dimension, ""))
  }

  private typealias Line = (text: String, dimension: Dimension?, remark: String)

  private func aligned(_ a: Line, _ b: Line) -> String {
    let width = max(a.text.count, b.text.count)
    let words = [a, b].map { $0.dimension?.words ?? "a plain number" }
    let column = words.map(\.count).max() ?? 0
    func line(_ line: Line, _ words: String) -> String {
      let pad = String(repeating: " ", count: width - line.text.count)
      let base = line.dimension.map { $0.isRatio ? "" : $0.description } ?? ""
      let gap = String(repeating: " ", count: column - words.count)
      let unit = base.isEmpty || base == words ? "" : "\(gap) [\(base)]"
      return "\(line.text)\(pad) : \(words)\(unit)\(line.remark)"
    }
    return line(a, words[0]) + "\n" + line(b, words[1])
  }

  /// `, defined as oi_usd / reserve` for a let.
  private func definition(of operand: Operand) -> String {
    guard let name = operand.expression.name, let definition = scope.module.definitions[name],
      case .letBinding(let value) = definition.kind
    else { return "" }
    return ", defined as \(definition.source.oneLine(value.range))"
  }

  /// The text of an expression, in parentheses where a factor would bind tighter.
  func grouped(_ expression: CheckedExpression) -> String {
    switch expression.kind {
    case .arithmetic(.add, _, _), .arithmetic(.subtract, _, _), .coalesce, .choose, .negate:
      let text = expression.text
      return text.hasPrefix("(") || expression.name != nil ? text : "(\(text))"
    case .constant where expression.text.dropFirst().contains { $0 == "+" || $0 == "-" }:
      return expression.text.hasPrefix("(") ? expression.text : "(\(expression.text))"
    default: return expression.text
    }
  }

  /// Says what fits where a hole stands.
  func tellHole(_ a: Operand, _ b: Operand) {
    let (hole, other) = a.isHole ? (a, b) : (b, a)
    guard !other.isInvalid, let dimension = other.dimension else { return }
    let names = knownSchemas.filter { $0.unit.dimension == dimension }.map(\.name).prefix(6)
    let example = names.isEmpty ? "" : ", such as \(names.joined(separator: ", "))"
    tell(
      problem("E0210", "here fits \(dimension.words)\(example)", at: hole.expression.range)
        .noting("it meets `\(other.expression.text)`"))
  }
}
