// Parsing a file and its simple items.
import Diagnostics
import Quantities

extension Parser {
  /// `[ "brink" INT ] { item }`.
  mutating func file() -> (version: Spelled<Int>?, items: [Item]) {
    let version = versionLine()
    if let version, version.value > SyntaxLimits.version { return (version, []) }
    var items: [Item] = []
    while !atEnd {
      let start = index
      isBroken = false
      let item = item()
      if index == start { advance() }
      endItem()
      if let item { items.append(isBroken ? item.withoutValues : item) }
      guard diagnostics.count < SyntaxLimits.diagnostics else { break }
    }
    if atEnd, index == watch { noteItems() }
    return (version, items)
  }

  /// What may begin at the end of a text: an item, or an expression of the shell.
  private mutating func noteItems() {
    if index == 0 { expectations.insert(.brink) }
    for keyword in Keyword.itemStarts { expectations.insert(keyword) }
    let isStart = index == 0 || lexemes[index - 1] == .symbol(.semicolon) || isFirstOnLine
    if mode == .interactive && isStart { expectations.wantsExpression = true }
  }

  private mutating func versionLine() -> Spelled<Int>? {
    guard take(.brink) else { return nil }
    let range = range
    guard current == .number, let number = Int(currentText), number >= 1 else {
      complain(
        .badVersion, "`brink` is followed by the version of the language, a whole number",
        gapRange,
        current == .number
          ? Suggestion("write `\(SyntaxLimits.version)`", replacing: range, with: "1") : nil)
      if current == .number || !isFirstOnLine && !atEnd { advance() }
      return nil
    }
    advance()
    if number > SyntaxLimits.version {
      complain(
        .newerVersion,
        "this file needs version \(number) of the language; this program reads version "
          + "\(SyntaxLimits.version): update brink, nothing was evaluated", range)
    }
    return Spelled(number, range)
  }

  /// One item, or nil where none could be made out.
  private mutating func item() -> Item? {
    let start = range.lower
    for keyword in Keyword.itemStarts { _ = at(keyword) }
    guard let keyword = itemKeyword() else { return looseItem() }
    let kind: Item.Kind? =
      switch keyword {
      case .import: importItem()
      case .series: seriesItem()
      case .param: paramItem()
      case .let: letItem()
      case .fn: functionItem()
      case .record: recordItem()
      case .alert, .halt: alertItem(isHalt: keyword == .halt)
      case .label: labelItem()
      case .backtest: backtestItem()
      case .test: testItem()
      default: nil
      }
    return kind.map { Item($0, SourceRange(start, max(start, previousEnd))) }
  }

  private func itemKeyword() -> Keyword? {
    if case .keyword(let keyword) = current, keyword.startsItem { return keyword }
    guard case .name(let text) = current, let keyword = Keyword(rawValue: text.lowercased()),
      keyword.startsItem, following != .symbol(.assign)
    else { return nil }
    return keyword
  }

  /// After an item comes the next one; anything else is told once and skipped.
  private mutating func endItem() {
    if mode == .interactive, current == .symbol(.semicolon) {
      while current == .symbol(.semicolon) { advance() }
      return
    }
    if atEnd || itemKeyword() != nil { return }
    if mode == .interactive && isFirstOnLine && complainedAt != index { return }
    if isFirstOnLine, complainedAt != index, beginsLooseItem { return }
    if current == .symbol(.semicolon) || current == .symbol(.comma) && endsItem(index + 1) {
      complain(
        .foreignSymbol, "items are not separated by `\(currentText)`", range,
        Suggestion("take `\(currentText)` away", replacing: range, with: ""))
      advance()
      return
    }
    complainAboutRest(isAlert: false)
    skipToItem()
  }

  /// True at `name = …` and at clauses that lost their item: they are told as items of their own.
  private var beginsLooseItem: Bool {
    if case .name = current { return true }
    return current == .keyword(.when) || current == .keyword(.brink)
  }

  // MARK: Simple items

  private mutating func importItem() -> Item.Kind? {
    _ = take(.import)
    guard let path = string("the path of the file to import") else { return nil }
    guard take(.as) else { return .importFile(path: path, namespace: nil) }
    return .importFile(path: path, namespace: name(of: "the namespace"))
  }

  private mutating func letItem() -> Item.Kind? {
    _ = take(.let)
    guard let name = name(of: "the value") else { return nil }
    expectAssign("after the name")
    return .letBinding(name: name, expression())
  }

  private mutating func functionItem() -> Item.Kind? {
    _ = take(.fn)
    guard let name = name(of: "the function") else { return nil }
    let open = range
    var parameters: [(name: Spelled<String>, unit: Spelled<Unit>?)] = []
    var seen: Set<String> = []
    if expect(.openParen, "before the parameters") {
      while !at(.closeParen) {
        guard let parameter = self.name(of: "the parameter") else { break }
        if !seen.insert(parameter.value).inserted {
          complainOnce(
            .repeatedPart, "the parameter `\(parameter.value)` is named twice", parameter.range)
        }
        parameters.append((parameter, optionalUnit()))
        if !takeComma("parameters") { break }
      }
      close(.closeParen, open)
    } else {
      return nil
    }
    expect(.assign, "before the body of the function")
    return .function(FunctionItem(name: name, parameters: parameters, body: expression()))
  }

  private mutating func optionalUnit() -> Spelled<Unit>? { take(.colon) ? unit() : nil }

  private mutating func optionalKeys() -> [Spelled<String>]? { take(.by) ? keys() : nil }

  private mutating func recordItem() -> Item.Kind? {
    _ = take(.record)
    guard let name = name(of: "the recorded series") else { return nil }
    let unit = optionalUnit()
    let keys = optionalKeys()
    expect(.assign, "before the recorded value")
    return .record(RecordItem(name: name, unit: unit, keys: keys, value: expression()))
  }

  private mutating func labelItem() -> Item.Kind? {
    _ = take(.label)
    guard let name = name(of: "the label") else { return nil }
    let keys = optionalKeys()
    expect(.assign, "before the condition of the label")
    return .label(name: name, keys: keys, expression())
  }

  private mutating func paramItem() -> Item.Kind? {
    _ = take(.param)
    guard let name = name(of: "the parameter") else { return nil }
    let unit = current == .symbol(.colon) && isValueAfterColon ? nil : optionalUnit()
    expectAssign("before the value of the parameter")
    let value = expression()
    complainAboutQuotes(value)
    var item = ParamItem(name: name, unit: unit, value: value)
    if current == .symbol(.openBrace) { complainAboutMissingPer() }
    if current == .symbol(.openBrace) || take(.per) {
      if current != .symbol(.openBrace) { item.key = key() }
      if current == .symbol(.openBracket) || current == .symbol(.openParen) {
        complainAboutBrackets("a table is written in braces")
        return .param(item)
      }
      let open = range
      if expect(.openBrace, "before the table, such as `{ BTC: 92% }`"), enter(open) {
        item.entries = paramEntries()
        close(.closeBrace, open)
        nesting -= 1
      }
    }
    return .param(item)
  }

  private mutating func paramEntries() -> [(key: Spelled<String>, value: Expression)] {
    var entries: [(key: Spelled<String>, value: Expression)] = []
    var seen: Set<String> = []
    while !at(.closeBrace) {
      guard let key = labelValue() else { break }
      expectColon()
      if !seen.insert(key.value).inserted {
        complainOnce(.repeatedPart, "`\(key.value)` is in the table twice", key.range)
      }
      let value = expression()
      complainAboutQuotes(value)
      entries.append((key, value))
      if !take(.comma) { break }
    }
    return entries
  }

  private mutating func seriesItem() -> Item.Kind? {
    _ = take(.series)
    guard let name = name(of: "the series") else { return nil }
    expect(.colon, "between the name and the kind of the series")
    var kind = "gauge"
    let kinds: [Keyword] = [.gauge, .event, .counter]
    if let found = kinds.first(where: { take($0) }) {
      kind = found.rawValue
    } else {
      complainAboutKind()
      if case .name(let word) = current, UnitAtom.named(word) == nil { advance() }
    }
    guard let unit = unit() else { return nil }
    var item = SeriesItem(name: name, kind: kind, unit: unit)
    item.keys = optionalKeys()
    seriesClocks(&item)
    return .series(item)
  }

  private mutating func seriesClocks(_ item: inout SeriesItem) {
    while true {
      let start = range
      if take(.every) {
        repeated(item.every != nil, "every", start)
        item.every = duration("after `every`")
      } else if take(.stale) {
        repeated(item.stale != nil, "stale", start)
        item.stale = duration("after `stale`")
      } else if take(.lag) {
        repeated(item.lag != nil, "lag", start)
        item.lag = duration("after `lag`", allowZero: true)
      } else if item.keys == nil, take(.by) {
        complainOnce(.misplacedPart, "`by` comes right after the unit of the series", start)
        item.keys = keys()
      } else {
        return
      }
    }
  }

  mutating func repeated(_ isSet: Bool, _ word: String, _ range: SourceRange) {
    if isSet { complainOnce(.repeatedPart, "`\(word)` is given twice", range) }
  }
}
