// Parsing the clauses of an alert's block.
import Diagnostics
import Quantities

extension Parser {
  /// `{ clause { clause } }` between its braces.
  mutating func block(_ item: inout AlertItem, _ open: SourceRange) {
    let errors = diagnostics.count
    var whens: [SourceRange] = []
    levelNames = []
    while !at(.closeBrace), !atEnd, !(startsItem(index) && isFirstOnLine) {
      let start = index
      if at(.when) { whens.append(range) }
      clause(&item)
      if index == start { recoverInBlock() }
    }
    guard diagnostics.count == errors else { return }
    let named = item.levels.filter { $0.name != nil }
    if whens.count > 1 {
      complainOnce(
        .mixedBlock, "a block has one `when`, or levels: `level warn when …`", whens[1])
    } else if let when = whens.first, !named.isEmpty {
      complainOnce(
        .mixedBlock, "a block has either levels or one `when`, not both", when)
    } else if item.levels.isEmpty {
      complainOnce(
        .emptyBlock, "the block of an alert needs a condition: `when …` or levels",
        SourceRange(open.lower, open.upper))
    }
  }

  private mutating func clause(_ item: inout AlertItem) {
    if at(.when) {
      item.levels.append(modified(self.level(named: nil)))
    } else if at(.level) {
      levelClause(&item)
    } else if at(.on) {
      unknownPolicy(&item)
    } else if at(.say) {
      say(&item)
    } else if at(.except) {
      exception(&item)
    } else if at(.severity) {
      severity(&item)
    } else if at(.by) || at(.every) {
      complain(
        .misplacedPart,
        "`\(currentText)` stands before the block: "
          + "`alert NAME \(currentText) … {`", range)
    } else if current == .symbol(.comma) || current == .symbol(.semicolon) {
      complain(
        .foreignSymbol, "clauses are not separated by `\(currentText)`", range,
        Suggestion("take `\(currentText)` away", replacing: range, with: ""))
      advance()
    } else if item.levels.isEmpty, beginsOperand(current), following != .symbol(.colon) {
      complain(
        .expected, "a condition begins with `when`", range,
        Suggestion(
          "write `when` before it", replacing: SourceRange(range.lower, range.lower), with: "when ")
      )
      item.levels.append(modified(level(named: nil)))
    } else {
      complain(
        .expected, "expected a clause: when, level, on unknown, say, except or severity\(found)",
        atEnd ? gapRange : range)
    }
  }

  private mutating func recoverInBlock() {
    complainedAt = index
    advance()
    while !atEnd, current != .symbol(.closeBrace), !(startsItem(index) && isFirstOnLine) {
      if case .keyword(let keyword) = current, keyword.startsClause { return }
      advance()
    }
  }

  private mutating func modified(_ level: LevelSyntax) -> LevelSyntax {
    var level = level
    while modifier(of: &level) {}
    return level
  }

  mutating func levelClause(_ item: inout AlertItem) {
    let start = range.lower
    _ = take(.level)
    let name = levelName()
    if let name, !levelNames.insert(name.value).inserted {
      complainOnce(.repeatedPart, "the level `\(name.value)` is given twice", name.range)
    }
    var level = modified(self.level(named: name ?? Spelled("", SourceRange(start, start))))
    level.range = SourceRange(start, level.range.upper)
    item.levels.append(level)
  }

  /// Keywords may be level names, except the `when` that follows.
  private mutating func levelName() -> Spelled<String>? {
    if index == watch { expectations.wantsNewName = true }
    switch current {
    case .name(let text):
      defer { advance() }
      return Spelled(text, range)
    case .keyword(let keyword) where keyword != .when || following == .keyword(.when):
      defer { advance() }
      return Spelled(keyword.rawValue, range)
    default:
      complain(.expected, "expected the name of the level, such as `warn`\(found)", gapRange)
      return nil
    }
  }

  mutating func severity(_ item: inout AlertItem) {
    let start = range
    _ = take(.severity)
    repeated(item.severity != nil, "severity", start)
    if case .keyword(let keyword) = current {
      item.severity = Spelled(keyword.rawValue, range)
      advance()
    } else {
      item.severity = name(of: "the severity")
    }
  }

  mutating func say(_ item: inout AlertItem) {
    let start = range
    _ = take(.say)
    repeated(item.say != nil, "say", start)
    guard case .string = current, let text = string("the message") else {
      _ = string("the message")
      return
    }
    let isClosed = self.text(text.range).hasSuffix("\"") && text.range.upper - text.range.lower > 1
    let inner = SourceRange(text.range.lower + 1, text.range.upper - (isClosed ? 1 : 0))
    item.say = Spelled(self.text(inner), text.range)
    let template = TemplateParser(source: source, range: inner, mode: mode).parse()
    item.template = template.template
    diagnostics += template.diagnostics
  }

  /// `on unknown hold 5m then report`.
  mutating func unknownPolicy(_ item: inout AlertItem) {
    let start = range
    _ = take(.on)
    repeated(item.unknown != nil, "on unknown", start)
    guard expect(.unknown, "after `on`"), expect(.hold, "and a duration after `on unknown`"),
      let hold = duration("after `hold`", allowZero: true),
      expect(.then, "after the duration: `then report`, `then fire` or `then clear`")
    else { return }
    for action in UnknownAction.allCases {
      guard let keyword = Keyword(rawValue: action.rawValue), take(keyword) else { continue }
      item.unknown = Spelled(
        UnknownPolicy(hold: hold.value, action: action), SourceRange(start.lower, previousEnd))
      return
    }
    complain(.expected, "after `then` comes `report`, `fire` or `clear`\(found)", gapRange)
    if case .name = current { advance() }
  }

  private mutating func takeBecause() -> Bool {
    if take(.because) { return true }
    complain(
      .expected, "expected `because` and the reason of the exception in quotes\(found)", gapRange,
      Suggestion(
        "write `because` and a reason", replacing: SourceRange(previousEnd, previousEnd),
        with: " because \"…\""))
    return false
  }

  /// `except COND until DATE because "…"`.
  mutating func exception(_ item: inout AlertItem) {
    let start = range.lower
    _ = take(.except)
    let condition = expression()
    guard expect(.until, "and a date after the exception"),
      let until = date("after `until`"),
      takeBecause(),
      let reason = string("the reason")
    else { return }
    item.exceptions.append(
      ExceptionSyntax(
        condition: condition, until: until, because: reason,
        range: SourceRange(start, previousEnd)))
  }
}
