// Parsing backtests and rule tests.
import Diagnostics
import Quantities

extension Parser {
  mutating func backtestItem() -> Item.Kind? {
    _ = take(.backtest)
    guard let alert = name(of: "the alert to score", qualified: true),
      expect(.vs, "between the alert and the label"),
      let label = name(of: "the label to score against", qualified: true)
    else { return nil }
    let open = range
    guard expect(.openBrace, "before `match within 6h`"), enter(open) else { return nil }
    defer { nesting -= 1 }
    var from: Spelled<Timestamp>?
    var to: Spelled<Timestamp>?
    if take(.from) {
      from = date("after `from`")
      if expect(.to, "and a date after `from`") { to = date("after `to`") }
    }
    expect(.match, "in a backtest: `match within 6h`")
    expect(.within, "after `match`")
    let within = duration("after `match within`")
    let report = take(.report) ? reportNames() : []
    close(.closeBrace, open)
    guard let within else { return nil }
    var item = BacktestItem(alert: alert, label: label, within: within)
    item.from = from
    item.to = to
    item.report = report
    if let from, let to, to.value <= from.value {
      complainOnce(.badDate, "the second date must be after the first", to.range)
    }
    return .backtest(item)
  }

  private mutating func reportNames() -> [Spelled<String>] {
    var names: [Spelled<String>] = []
    repeat {
      let start = range
      // The share of unknown ticks is a measure, although its name is a keyword.
      if take(.unknown) {
        names.append(Spelled("unknown", start))
        continue
      }
      guard let name = name(of: "a measure such as `precision`") else { break }
      names.append(name)
    } while take(.comma)
    return names
  }

  mutating func testItem() -> Item.Kind? {
    _ = take(.test)
    guard let name = string("the name of the test") else { return nil }
    var item = TestItem(name: name)
    let open = range
    guard expect(.openBrace, "before what the test gives and expects"), enter(open) else {
      return nil
    }
    defer { nesting -= 1 }
    while !at(.closeBrace), !atEnd, !(startsItem(index) && isFirstOnLine) {
      let start = index
      testLine(&item)
      if index == start { recoverInTest() }
    }
    close(.closeBrace, open)
    return .test(item)
  }

  private mutating func testLine(_ item: inout TestItem) {
    let start = range
    if take(.given) {
      if !item.expectations.isEmpty {
        complainOnce(.misplacedPart, "every `given` comes before the first `expect`", start)
      }
      if let given = given(start.lower) { item.givens.append(given) }
    } else if take(.expect) {
      if let expectation = expectation(start.lower) { item.expectations.append(expectation) }
    } else {
      complain(.expected, "expected `given` or `expect`\(found)", gapRange)
    }
  }

  private mutating func recoverInTest() {
    complainedAt = index
    while !atEnd, current != .symbol(.closeBrace), !(startsItem(index) && isFirstOnLine) {
      advance()
      if current == .keyword(.given) || current == .keyword(.expect) { return }
    }
  }

  // MARK: given

  private mutating func given(_ start: Int) -> GivenSyntax? {
    guard let series = name(of: "the series that is given", qualified: true) else { return nil }
    let metric = at(.openParen) ? call(series) : nil
    let open = range
    let labels = take(.openBrace) ? labels(open) : []
    guard expect(.every, "and a duration after the series"),
      let every = duration("after `every`"), expect(.assign, "before the points")
    else { return nil }
    var points: [PointSyntax] = []
    while let point = point() {
      points.append(point)
      if current == .symbol(.comma) {
        complain(
          .foreignSymbol, "points are separated by spaces", range,
          Suggestion("take `,` away", replacing: range, with: ""))
        advance()
      }
    }
    if points.isEmpty { complain(.expected, "expected a point such as `95M x8`\(found)", gapRange) }
    let total = points.reduce(0) { $0 + $1.count }
    if total > SyntaxLimits.points {
      complainOnce(
        .badCount, "a `given` holds at most \(SyntaxLimits.points) samples",
        SourceRange(start, previousEnd))
    }
    var syntax = GivenSyntax(
      series: series, labels: labels, every: every, points: points,
      range: SourceRange(start, previousEnd))
    syntax.metric = metric
    return syntax
  }

  /// `95M+1M x8`, `_ x2`, `stale`; nil where no point begins.
  private mutating func point() -> PointSyntax? {
    let start = range
    let kind: PointSyntax.Kind
    switch current {
    case .name("_"):
      advance()
      kind = .gap
    case .keyword(.stale):
      advance()
      kind = .stale
    case .number, .symbol(.minus):
      guard let value = pointValue() else { return nil }
      kind = value
    default: return nil
    }
    let count = repetition()
    return PointSyntax(kind: kind, count: count, range: SourceRange(start.lower, previousEnd))
  }

  private mutating func pointValue() -> PointSyntax.Kind? {
    let isNegative = take(.minus)
    guard current == .number else {
      complain(.expected, "expected a number\(found)", gapRange)
      return nil
    }
    let literal = numberLiteral().literal
    let value = NumberLiteral(
      digits: (isNegative ? "-" : "") + literal.digits, magnitude: literal.magnitude,
      unit: literal.unit)
    return .value(value, step: step())
  }

  private mutating func step() -> Spelled<Double>? {
    let sign = range
    guard current == .symbol(.plus) || current == .symbol(.minus), following == .number else {
      return nil
    }
    let isNegative = current == .symbol(.minus)
    advance()
    let (literal, range) = numberLiteral()
    let size = decimalValue(literal.digits, shift: literal.shift) ?? 0
    if let unit = literal.unit {
      complainOnce(.unit, "a step has the unit of its value and names none", unit.range)
    }
    return Spelled(isNegative ? -size : size, sign.union(range))
  }

  /// `x8`: how often the point is repeated.
  private mutating func repetition() -> Int {
    if current == .symbol(.star), following == .number { return starred() }
    guard case .name(let text) = current, text.first == "x" else { return 1 }
    let range = range
    var digits = String(text.dropFirst())
    advance()
    if digits.isEmpty, current == .number {
      digits = currentText
      advance()
    }
    guard let count = Int(digits), count >= 1, count <= SyntaxLimits.points else {
      complainOnce(
        .badCount, "a point is repeated from x1 to x\(SyntaxLimits.points) times", range)
      return 1
    }
    return count
  }

  /// `5 * 3`, where `5 x3` is meant.
  private mutating func starred() -> Int {
    let sign = range
    advance()
    let count = currentText
    complain(
      .foreignSymbol, "how often a point is repeated is written `x\(count)`", sign.union(range),
      Suggestion("write `x\(count)`", replacing: sign.union(range), with: "x\(count)"))
    advance()
    return Int(count).map { min(max(1, $0), SyntaxLimits.points) } ?? 1
  }

  // MARK: expect

  private mutating func expectation(_ start: Int) -> ExpectSyntax? {
    if take(.error) {
      guard let code = name(of: "the error, such as `E0301`") else { return nil }
      return ExpectSyntax(kind: .error(code: code), range: SourceRange(start, previousEnd))
    }
    guard let rule = name(of: "the alert that is expected", qualified: true) else { return nil }
    if take(.message) {
      guard let text = string("the message") else { return nil }
      guard let time = expectedTime() else { return nil }
      return ExpectSyntax(
        kind: .message(rule: rule, text, at: time), range: SourceRange(start, previousEnd))
    }
    let outcomes: [Keyword] = [.quiet, .pending, .fires, .clears, .unknown]
    let word = range
    guard let outcome = outcomes.first(where: { take($0) }) else {
      complainAboutOutcome()
      return nil
    }
    let key = at(.at) ? nil : labelValue()
    guard let time = expectedTime() else { return nil }
    let kind = ExpectSyntax.Kind.outcome(
      rule: rule, Spelled(outcome.rawValue, word), key: key, at: time)
    return ExpectSyntax(kind: kind, range: SourceRange(start, previousEnd))
  }

  private mutating func complainAboutOutcome() {
    let word = currentText.lowercased()
    let known = ["quiet", "pending", "fires", "clears", "unknown", "message"]
    let alias = ["fire": "fires", "firing": "fires", "fired": "fires", "clear": "clears"]
    let meant = alias[word] ?? nearest(to: word, in: known, limit: 1).first
    complain(
      .expected, "expected quiet, pending, fires, clears, unknown or message\(found)", gapRange,
      meant.map { Suggestion("write `\($0)`", replacing: range, with: $0) })
    while !atEnd, !startsItem(index), current != .symbol(.closeBrace),
      current != .keyword(.expect), current != .keyword(.given)
    {
      advance()
    }
  }

  private mutating func expectedTime() -> Spelled<TimeSpan>? {
    guard expect(.at, "and a time: `at 15m`") else { return nil }
    return duration("after `at`", allowZero: true)
  }
}
