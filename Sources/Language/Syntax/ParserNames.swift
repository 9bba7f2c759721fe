// Parsing names, keys, units, durations, dates and counts.
import Diagnostics
import Quantities

extension Parser {
  /// A name that something gets or has: no keyword, no namespace.
  mutating func name(of what: String, qualified: Bool = false) -> Spelled<String>? {
    switch current {
    case .name(let text):
      let spelled = Spelled(text, range)
      if !qualified, text.contains(".") {
        complain(.expected, "the name of \(what) has no `.` in it", range)
      }
      advance()
      if current == .symbol(.minus), isHyphen { return hyphenated(spelled, what) }
      return spelled
    case .keyword(let keyword) where !keyword.startsItem || following == .symbol(.assign):
      complain(
        .keywordAsName, "`\(keyword.rawValue)` is a keyword and cannot name \(what)", range,
        Suggestion(
          "choose another name, such as `my_\(keyword.rawValue)`", replacing: range,
          with: "my_\(keyword.rawValue)"))
      let spelled = Spelled(keyword.rawValue, range)
      advance()
      return spelled
    case .string(let text):
      complain(
        .expected, "the name of \(what) has no quotes", range,
        Suggestion(
          "write `\(identifier(text))`", replacing: range, with: identifier(text)))
      advance()
      return Spelled(text, SourceRange(previousEnd - text.utf8.count, previousEnd))
    default:
      if index == watch { expectations.wantsNewName = true }
      complain(.expected, "expected the name of \(what)\(found)", gapRange)
      return nil
    }
  }

  /// The word at the cursor, where a text in quotes was meant.
  private var unquoted: String? {
    switch current {
    case .name(let text): text
    case .keyword(let keyword) where following == .symbol(.openBrace): keyword.rawValue
    default: nil
    }
  }

  /// A label key; keywords may be key names.
  mutating func key() -> Spelled<String>? {
    if index == watch { expectations.wantsKey = true }
    switch current {
    case .name(let text):
      defer { advance() }
      return Spelled(text, range)
    case .keyword(let keyword):
      defer { advance() }
      return Spelled(keyword.rawValue, range)
    default:
      complain(.expected, "expected a label key such as `symbol`\(found)", gapRange)
      return nil
    }
  }

  /// Keys separated by commas.
  mutating func keys() -> [Spelled<String>] {
    if current == .symbol(.openParen) || current == .symbol(.openBracket), nesting == 0 {
      return bracketedKeys()
    }
    return keyList()
  }

  private mutating func keyList() -> [Spelled<String>] {
    var keys: [Spelled<String>] = []
    var seen: Set<String> = []
    repeat {
      guard let key = key() else { break }
      if !seen.insert(key.value).inserted {
        complain(.repeatedPart, "the key `\(key.value)` is named twice", key.range)
      }
      keys.append(key)
    } while take(.comma)
    return keys
  }

  /// A label value: a name, a keyword or a text in quotes.
  mutating func labelValue() -> Spelled<String>? {
    if index == watch { expectations.wantsLabelValue = true }
    let start = range
    switch current {
    case .name, .keyword, .number, .date:
      let isWord = current != .number && current != .date && !currentText.contains(".")
      advance()
      while !atEnd, tokens[index].triviaStart == range.lower, joinsLabel { advance() }
      let whole = SourceRange(start.lower, previousEnd)
      let text = text(whole)
      if !isWord || whole != start {
        complainOnce(
          .expected, "label values that are not plain names are written in quotes", whole,
          Suggestion("write `\"\(text)\"`", replacing: whole, with: "\"\(text)\""))
      }
      return Spelled(text, whole)
    case .string(let text):
      advance()
      return Spelled(text, start)
    default:
      complain(
        .expected, "expected a label value such as `BTC` or `\"BTC-PERP\"`\(found)", gapRange)
      return nil
    }
  }

  /// True where the current token may be more of an unquoted label such as `BTC-USDT-SWAP`.
  private var joinsLabel: Bool {
    switch current {
    case .name, .keyword, .number, .date: true
    case .symbol(let symbol): [.minus, .slash, .dot].contains(symbol) && touchesNext
    default: false
    }
  }

  private var touchesNext: Bool {
    guard index + 1 < tokens.count, tokens[index + 1].range.lower == range.upper else {
      return false
    }
    switch following {
    case .name, .keyword, .number, .date: return true
    default: return false
    }
  }

  /// Complains about tokens that were already taken.
  mutating func complainOnce(
    _ code: SyntaxCode, _ message: String, _ range: SourceRange, _ fix: Suggestion? = nil
  ) {
    var diagnostic = Diagnostic(code, message, source, range)
    if let fix { diagnostic.suggestions = [fix] }
    keep(diagnostic)
  }

  /// A text in quotes.
  mutating func string(_ what: String) -> Spelled<String>? {
    if case .string(let text) = current {
      defer { advance() }
      return Spelled(text, range)
    }
    if index == watch { expectations.wantsText = true }
    if let text = unquoted {
      complain(
        .expected, "\(what) is written in double quotes", range,
        Suggestion("write `\"\(text)\"`", replacing: range, with: "\"\(text)\""))
      advance()
      return Spelled(text, SourceRange(previousEnd - text.utf8.count, previousEnd))
    }
    complain(.expected, "expected \(what) in double quotes\(found)", gapRange)
    return nil
  }

  /// A unit that stands alone, as after `:` or `->`.
  mutating func unit() -> Spelled<Unit>? {
    if index == watch { expectations.wantsUnit = true }
    let scanner = NumberScanner(bytes: source.bytes, end: source.bytes.count)
    let start = range.lower
    if !atEnd, let read = scanner.unit(from: start, reciprocal: true) {
      while !atEnd, range.lower < read.end { advance() }
      let spelled = Spelled(read.unit, SourceRange(start, read.end))
      return complainAboutLooseUnit(spelled) ?? spelled
    }
    if case .name(let text) = current, let meant = meantUnit(text) {
      complain(
        .unit, "the unit `\(text)` is written `\(meant)`", range,
        Suggestion("write `\(meant)`", replacing: range, with: meant))
      advance()
      return Unit(parsing: meant).map { Spelled($0, SourceRange(start, previousEnd)) }
    }
    complain(
      .unit, "expected a unit: \(NumberRemedy.unitNames), or such as `USD/coin`\(found)", gapRange)
    guard case .name = current, following != .symbol(.assign) else { return nil }
    advance()
    return Spelled(.ratio, SourceRange(start, previousEnd))
  }

  /// `USD / coin` with spaces where only a unit can stand; the unit meant, or nil for no mistake.
  private mutating func complainAboutLooseUnit(_ unit: Spelled<Unit>) -> Spelled<Unit>? {
    guard current == .symbol(.slash) || current == .symbol(.star),
      case .name(let next) = following, UnitAtom.named(next) != nil
    else { return nil }
    let whole = SourceRange(unit.range.lower, tokens[index + 1].range.upper)
    let joined = text(whole).filter { !$0.isWhitespace }
    complain(
      .unit, "a unit is written without spaces", whole,
      Suggestion("write `\(joined)`", replacing: whole, with: joined))
    advance()
    advance()
    return Unit(parsing: joined).map { Spelled($0, whole) }
  }

  func meantUnit(_ text: String) -> String? {
    let known = NumberRemedy.spellings[text] ?? NumberRemedy.spellings[text.lowercased()]
    guard let unit = known?.filter({ $0 != " " }), Unit(parsing: unit) != nil else { return nil }
    return unit
  }
}
