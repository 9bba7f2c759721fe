// What the shell asks while a person types: is it whole, what fits here, what is it.
import Diagnostics
import Language
import Testing

@Suite struct TypingTests {
  @Test(arguments: [
    "", "oi", "oi / reserve", "let a = oi", "param X = 5M USD", "alert when oi > 5M USD",
    "alert a {\n  when oi > 5 USD\n}", "x = 5", "# only a comment", "oi; reserve", "oi > > 5",
    "oi)", "alert when oi > 5M USD say \"{symbol}\"", "?", "sum(oi) over symbol", "brink 1",
    "let a = = b", "say \"x\n", "oi is known", "import \"a.brink\"",
  ])
  func isWhole(text: String) { #expect(isComplete(text)) }

  @Test(arguments: [
    "(", "oi +", "oi /", "oi and", "not", "oi >", "alert", "alert thin", "alert a {",
    "alert a {\n  when oi > 5 USD", "alert when", "alert when oi > 5M USD for", "let", "let a",
    "let a =", "param r = 85% per symbol", "param r = 85% per symbol { BTC: 92%,", "sum(oi) over",
    "if oi > 5 USD then 1", "if oi > 5 USD then 1 else", "\"text", "oi[5m", "oi ??", "oi ->",
    "symbol in", "symbol in {BTC,", "oi is", "oi is not", "series oi : gauge", "series oi", "-",
    "backtest a vs", "backtest a vs b { match within 6h", "test \"t\" {", "import", "record r",
    "alert a when b then c", "alert a when b then c within", "alert a when b until", "halt",
    "alert a when b say \"{sym", "fn f(a", "label l by",
  ])
  func goesOn(text: String) { #expect(!isComplete(text)) }

  /// What fits at the `|` of a text.
  private func fitting(_ text: String, mode: ParseMode = .interactive) -> Expectations {
    let parts = text.split(separator: "|", omittingEmptySubsequences: false)
    let source = SourceText(name: "<shell>", text: parts.joined())
    return expectations(at: parts[0].utf8.count, in: source, mode: mode)
  }

  @Test func atTheStartItemsAndValuesFit() {
    let found = fitting("|")
    #expect(found.keywords.contains(.alert) && found.keywords.contains(.let))
    #expect(found.wantsExpression)
    #expect(!fitting("|", mode: .file).wantsExpression)
  }

  @Test func afterAConditionThePartsFit() {
    let found = fitting("alert a when oi > 5M USD |")
    #expect(
      Set([.for, .until, .keep, .by, .severity, .say, .and, .or]).isSubset(of: found.keywords))
    #expect(!found.wantsExpression)
    let named = fitting("alert a when oi > 5M USD fo|")
    #expect(named.prefix == "fo" && named.keywords.contains(.for))
  }

  @Test func insideAnExpressionValuesFit() {
    #expect(fitting("let a = o|").wantsExpression)
    #expect(fitting("let a = o|").prefix == "o")
    #expect(fitting("let a = (oi + |").wantsExpression)
    #expect(fitting("let a = max(oi, |").wantsExpression)
    #expect(fitting("alert when oi > 5 USD and |").keywords.contains(.not))
    #expect(fitting("oi is |").keywords.contains(.known))
    #expect(fitting("oi is not |").keywords.contains(.stale))
  }

  @Test func keysUnitsAndSpansFit() {
    #expect(fitting("sum(oi) over |").wantsKey)
    #expect(fitting("alert a when oi > 5 USD by |").wantsKey)
    #expect(fitting("oi{|").wantsKey)
    #expect(fitting("oi{symbol: |").wantsLabelValue)
    #expect(fitting("symbol in {|").wantsLabelValue)
    #expect(fitting("oi -> |").wantsUnit)
    #expect(fitting("series a : gauge |").wantsUnit)
    #expect(fitting("series a : |").keywords.contains(.gauge))
    #expect(fitting("alert a when b for |").wantsDuration)
    #expect(fitting("oi[|").wantsDuration)
    #expect(fitting("oi[|").keywords.contains(.age))
    #expect(fitting("oi > 5M |").wantsLooseUnit)
    #expect(fitting("let |").wantsNewName)
    #expect(fitting("import |").wantsText)
  }

  @Test func insideAMessageValuesFit() {
    #expect(fitting("alert a when b say \"{oi / re|").wantsExpression)
    #expect(fitting("alert a when b say \"{oi / re|").prefix == "re")
    #expect(fitting("alert a when b say \"re|").isInsideText)
    #expect(fitting("import \"re|").isInsideText)
  }

  private func colours(_ text: String) -> String {
    let source = SourceText(name: "<shell>", text: text)
    return highlights(of: source).map { "\($0.kind.rawValue):\(source.slice($0.range))" }
      .joined(separator: " ")
  }

  @Test func everyStretchHasItsKind() {
    #expect(
      colours("let a = sum(oi[5m]) / 5M USD/coin # why")
        == "keyword:let name:a symbol:= function:sum symbol:( name:oi symbol:[ number:5 unit:m "
        + "symbol:] symbol:) symbol:/ number:5M unit:USD unit:/ unit:coin comment:# why")
    #expect(
      colours("age(reserve) > 0.01%/8h")
        == "function:age symbol:( name:reserve symbol:) symbol:> number:0.01 unit:%/8h")
    #expect(colours("oi @ 5 ") == "name:oi error:@ number:5")
    #expect(colours("oi +") == "name:oi symbol:+")
    #expect(colours("import \"a.brink\"") == "keyword:import string:\"a.brink\"")
  }
}
