// Parsing numbers, durations, shares, counts and dates.
import Diagnostics
import Quantities

extension Parser {
  /// The number literal at the cursor, with the unit that follows it.
  mutating func numberLiteral() -> (literal: NumberLiteral, range: SourceRange) {
    let start = range
    let scanner = NumberScanner(bytes: source.bytes, end: source.bytes.count)
    let parts = scanner.parts(start.lower, start.upper)
    if !parts.isWhole || !NumberRemedy.isPlain(parts.digits) {
      complainAboutNumber(start)
      advance()
      _ = looseUnit()
      let literal = NumberLiteral(digits: "0", magnitude: nil, unit: nil)
      return (literal, start)
    }
    advance()
    var unit = parts.unit.map { Spelled($0, SourceRange(parts.unitStart, parts.unitEnd)) }
    if unit == nil { unit = looseUnit() }
    let whole = SourceRange(start.lower, max(start.upper, unit?.range.upper ?? 0))
    let literal = NumberLiteral(digits: parts.digits, magnitude: parts.magnitude, unit: unit)
    let scale = unit?.value.baseValue(ofDecimal: parts.digits, extraShift: literal.shift)
    let value = scale ?? decimalValue(parts.digits, shift: literal.shift)
    if value?.isFinite != true {
      complainOnce(.badNumber, "this number is larger than any number can be", whole)
      return (NumberLiteral(digits: "0", magnitude: nil, unit: unit), whole)
    }
    return (literal, whole)
  }

  private mutating func complainAboutNumber(_ range: SourceRange) {
    let text = text(range)
    let remedy = NumberRemedy(for: text)
    let fix = remedy.replacement.map {
      Suggestion("write `\($0)`", replacing: range, with: $0)
    }
    complain(.badNumber, "`\(clipped(text))`: \(remedy.message)", range, fix)
  }

  /// `USD`, `coin` and `contract` after a space, and units that begin with them.
  private mutating func looseUnit() -> Spelled<Unit>? {
    if index == watch { expectations.wantsLooseUnit = true }
    guard case .name(let text) = current else { return nil }
    let start = range.lower
    if ["USD", "coin", "contract"].contains(text) {
      let scanner = NumberScanner(bytes: source.bytes, end: source.bytes.count)
      guard let read = scanner.unit(from: start) else { return nil }
      while !atEnd, range.lower < read.end { advance() }
      return Spelled(read.unit, SourceRange(start, read.end))
    }
    guard !isFirstOnLine else { return nil }
    return misspeltUnit(text, start)
  }

  /// `5 m`, `5M usd`: a unit that should touch the number, or is spelled otherwise.
  private mutating func misspeltUnit(_ text: String, _ start: Int) -> Spelled<Unit>? {
    let isPoint = text.first == "x" && (text.count > 1 || following == .number)
    guard !isPoint, following != .symbol(.openParen), following != .symbol(.assign) else {
      return nil
    }
    let number = self.text(tokens[index - 1].range)
    if let atom = UnitAtom.named(text) {
      joinedRemedy(number, text, "the unit `\(text)` touches its number")
      return Spelled(Unit(factors: [UnitFactor(atom: atom)]), SourceRange(start, previousEnd))
    }
    if ["k", "M", "B"].contains(text) {
      joinedRemedy(number, text, "the magnitude `\(text)` touches its number")
      return nil
    }
    guard let meant = NumberRemedy.spellings[text] ?? NumberRemedy.spellings[text.lowercased()]
    else { return foreignMoney(text) }
    joinedRemedy(number, meant, "`\(text)` is written `\(meant.filter { $0 != " " })` here")
    let unit = Unit(parsing: meant.drop { "kMB ".contains($0) })
    return unit.map { Spelled($0, SourceRange(start, previousEnd)) }
  }

  /// `5M EUR`, `3 BTC`: a currency or an asset where a unit is meant.
  private mutating func foreignMoney(_ text: String) -> Spelled<Unit>? {
    guard (3...5).contains(text.count), text.allSatisfy({ $0.isASCII && $0.isUppercase }) else {
      return nil
    }
    let range = range
    complain(
      .unit, "`\(text)` is no unit: money is `USD`, and `coin` is a coin of the row's asset", range)
    advance()
    return Spelled(.usd, range)
  }

  private mutating func joinedRemedy(_ number: String, _ unit: String, _ message: String) {
    let whole = SourceRange(tokens[index - 1].range.lower, range.upper)
    complain(
      .unit, message, whole,
      Suggestion("write `\(number)\(unit)`", replacing: whole, with: number + unit))
    advance()
  }

  /// A duration such as `15m`; zero only where it makes sense.
  mutating func duration(_ purpose: String, allowZero: Bool = false) -> Spelled<TimeSpan>? {
    guard current == .number else {
      if index == watch { expectations.wantsDuration = true }
      complain(.expected, "expected a duration such as `15m` \(purpose)\(found)", gapRange)
      return nil
    }
    let before = diagnostics.count
    let (literal, range) = numberLiteral()
    guard diagnostics.count == before else { return nil }
    return span(of: literal, range, purpose, allowZero)
  }

  private mutating func span(
    of literal: NumberLiteral, _ range: SourceRange, _ purpose: String, _ allowZero: Bool
  ) -> Spelled<TimeSpan>? {
    guard let unit = literal.unit, unit.value.dimension == .time else {
      complainAboutSpan(literal, range, purpose)
      return nil
    }
    let seconds = unit.value.baseValue(ofDecimal: literal.digits, extraShift: literal.shift) ?? 0
    let limit = Double(SyntaxLimits.durationDays) * 86_400
    guard seconds <= limit else {
      complainOnce(.badDuration, "a duration is at most \(SyntaxLimits.durationDays)d", range)
      return nil
    }
    let nanoseconds = Int64((seconds * 1e9).rounded())
    guard nanoseconds > 0 || allowZero else {
      complainOnce(.badDuration, "the duration \(purpose) must be longer than 0", range)
      return nil
    }
    return Spelled(TimeSpan(nanoseconds: nanoseconds), range)
  }

  private mutating func complainAboutSpan(
    _ literal: NumberLiteral, _ range: SourceRange, _ purpose: String
  ) {
    let text = text(range)
    if literal.unit == nil, let magnitude = literal.magnitude {
      let fix = literal.digits + magnitude.lowercased()
      complainOnce(
        .badDuration,
        "`\(text)` is \(magnitudeWords[magnitude] ?? ""); a duration needs ms s m h d w y", range,
        magnitude == "M" ? Suggestion("write `\(fix)`", replacing: range, with: fix) : nil)
    } else if literal.unit == nil {
      complainOnce(
        .badDuration, "a duration needs its unit (ms s m h d w y) touching the number", range,
        Suggestion("for minutes write `\(text)m`", replacing: range, with: text + "m"))
    } else {
      complainOnce(.badDuration, "`\(text)` is no duration; \(purpose) takes such as `15m`", range)
    }
  }

  private var magnitudeWords: [String: String] {
    ["k": "a number of thousands", "M": "a number of millions", "B": "a number of billions"]
  }

  /// A percentage as a ratio, over 0 and at most 1.
  mutating func share(_ purpose: String) -> Spelled<Double>? {
    let before = diagnostics.count
    guard current == .number else {
      complain(.expected, "expected a share such as `80%` \(purpose)\(found)", gapRange)
      return nil
    }
    let (literal, range) = numberLiteral()
    guard diagnostics.count == before else { return nil }
    return ratio(literal, range)
  }

  /// The ratio a literal of percents is, between 0 (not included) and 1.
  mutating func ratio(_ literal: NumberLiteral, _ range: SourceRange) -> Spelled<Double>? {
    guard let unit = literal.unit, unit.value.dimension.isRatio,
      let value = unit.value.baseValue(ofDecimal: literal.digits, extraShift: literal.shift)
    else {
      complainOnce(
        .expected, "a share is written in percent, such as `80%`", range,
        Suggestion(
          "write `\(literal.digits)%`", replacing: range, with: "\(literal.digits)%"))
      return nil
    }
    guard value > 0, value <= 1 else {
      complainOnce(.badCount, "a share is over 0% and at most 100%", range)
      return nil
    }
    return Spelled(value, range)
  }

  /// A whole number from 1 to a limit.
  mutating func count(_ purpose: String, upTo limit: Int) -> Spelled<Int>? {
    guard current == .number else {
      complain(.expected, "expected a whole number \(purpose)\(found)", gapRange)
      return nil
    }
    let text = currentText.filter { $0 != "_" }
    let range = range
    guard text.allSatisfy(\.isNumber), let value = Int(text), value >= 1, value <= limit else {
      complain(.badCount, "\(purpose) takes a whole number from 1 to \(limit)", range)
      advance()
      return nil
    }
    advance()
    return Spelled(value, range)
  }

  /// A date such as `2026-12-01`, or a moment such as `2026-12-01T08:00Z`.
  mutating func date(_ purpose: String) -> Spelled<Timestamp>? {
    if index == watch { expectations.wantsDate = true }
    let range = range
    if case .string(let text) = current, Timestamp(parsing: text) != nil {
      complain(
        .badDate, "dates are written without quotes", range,
        Suggestion("write `\(text)`", replacing: range, with: text))
      advance()
      return Timestamp(parsing: text).map { Spelled($0, range) }
    }
    guard current == .date else {
      complain(.badDate, "expected a date such as `2026-12-01` \(purpose)\(found)", gapRange)
      if current == .number { advance() }
      return nil
    }
    let text = currentText
    guard let moment = Timestamp(parsing: text) else {
      complain(.badDate, "`\(text)` is no date of the calendar", range)
      advance()
      return Spelled(Timestamp(nanoseconds: 0), range)
    }
    advance()
    return Spelled(moment, range)
  }
}
