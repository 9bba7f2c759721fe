// Parsing: whole files, and the shapes single constructs take.
import Diagnostics
import Language
import Quantities
import Testing

/// The drawings of a text's mistakes, for readable failures.
func drawings(_ text: String, mode: ParseMode = .file) -> String {
  parse(SourceText(name: "rules.brink", text: text), mode: mode).diagnostics
    .map { $0.drawing(.plain) }.joined(separator: "\n")
}

@Suite struct ParsingTests {
  @Test(arguments: [WorkedRules.whole, WorkedRules.smallest, WorkedRules.everyItem])
  func worksAsTyped(text: String) {
    #expect(drawings(text) == "")
  }
}

@Suite struct ShapeTests {
  private func shape(_ text: String, mode: ParseMode = .file) -> String {
    let file = parse(SourceText(name: "rules.brink", text: text), mode: mode)
    #expect(file.diagnostics.map { $0.drawing(.plain) } == [])
    return dump(file)
  }

  private func expression(_ text: String) -> String {
    let parsed = parseExpression(SourceText(name: "", text: text))
    #expect(parsed.diagnostics.map { $0.drawing(.plain) } == [])
    return dump(parsed.expression)
  }

  @Test(arguments: [
    ("a or b and not c", "(or a (and b (not c)))"),
    ("not a and b", "(and (not a) b)"),
    ("not a > b", "(not (compare a > b))"),
    ("a + b * c", "(+ a (* b c))"),
    ("a - b - c", "(- (- a b) c)"),
    ("a / b / c", "(/ (/ a b) c)"),
    ("-a^2", "(negate (^ a 2))"),
    ("- -a * b", "(* (negate (negate a)) b)"),
    ("a--b", "(- a (negate b))"),
    ("a + b -> USD", "(-> (+ a b) USD)"),
    ("a -> USD ?? 0 > b", "(compare (?? (-> a USD) 0) > b)"),
    ("a ?? b ?? c", "(?? (?? a b) c)"),
    ("80% < a <= 95%", "(compare 80[%] < a <= 95[%])"),
    ("a == b == c", "(compare a == b == c)"),
    ("(a > b) is known", "(is (group (compare a > b)) known)"),
    ("a > b and b is not stale", "(and (compare a > b) (is b not stale))"),
    ("not symbol in {BTC, \"ETH-PERP\", for}", "(not (in symbol \"BTC\" \"ETH-PERP\" \"for\"))"),
    (
      "sum(x[5m] / y) over (venue, asset) / z",
      "(/ (over (call sum (/ (window x 300000000000) y)) venue asset) z)"
    ),
    (
      "x{symbol: BTC}[1h, 1d ago, age <= 2h, coverage 90%]",
      "(window (select x symbol:\"BTC\") 3600000000000 ago 86400000000000 age 7200000000000 "
        + "coverage 0.9)"
    ),
    ("drop(mark[next 4h])", "(call drop (window mark next 14400000000000))"),
    ("if a then b else if c then d else e", "(if a b (if c d e))"),
    ("if a then if b then c else d else e", "(if a (if b c d) e)"),
    ("1 + if a then b else c + d", "(+ 1 (if a b (+ c d)))"),
    ("age(reserve) > 2h", "(compare (call age reserve) > 2[h])"),
    ("books.depth * 2x", "(* books.depth 2[x])"),
    ("f()", "(call f)"),
    ("sum(oi) over level", "(over (call sum oi) level)"),
    ("symbol == \"BTC\"", "(compare symbol == \"BTC\")"),
  ])
  func expressions(text: String, wanted: String) { #expect(expression(text) == wanted) }

  @Test(arguments: [
    ("5M USD", "5M[USD]"), ("5_000_000 USD", "5_000_000[USD]"), ("90%", "90[%]"),
    ("15bps", "15[bps]"), ("0.01%/8h", "0.01[%/8h]"), ("40%/y", "40[%/y]"), ("15m", "15[m]"),
    ("2.5x", "2.5[x]"), ("8m", "8[m]"), ("500k USD/s", "500k[USD/s]"), ("3B", "3B"), ("7", "7"),
    ("5USD", "5[USD]"), ("250ms", "250[ms]"), ("1 USD*h", "1[USD*h]"),
    ("2 contract", "2[contract]"),
    ("5M USD / x", "(/ 5M[USD] x)"), ("5M USD/x", "5M[USD/x]"), ("5M USD/oi", "(/ 5M[USD] oi)"),
    ("15m / 1h", "(/ 15[m] 1[h])"),
    ("10m*rate(x[1h])", "(* 10[m] (call rate (window x 3600000000000)))"),
    ("2%*oi_usd", "(* 2[%] oi_usd)"), ("1/8h", "(/ 1 8[h])"), ("0.5 * x", "(* 0.5 x)"),
    ("5\nUSD", "5[USD]"), ("1.5h", "1.5[h]"), ("5M", "5M"), ("5m", "5[m]"),
  ])
  func numbers(text: String, wanted: String) { #expect(expression(text) == wanted) }

  @Test func newlinesDoNotMatter() {
    let flat = "alert a when oi > 5M USD and b < 2 for 15m until c > 3 for 10m keep 5m by symbol"
    let tall = flat.split(separator: " ").joined(separator: "\n  # note\n")
    #expect(shape(flat) == shape(tall))
    #expect(
      shape(flat)
        == "(alert a by(symbol) (level (and (compare oi > 5M[USD]) (compare b < 2)) "
        + "for 900000000000 until (compare c > 3) for 600000000000 keep 300000000000))")
  }

  @Test func forBelongsToTheUntilBeforeIt() {
    #expect(
      shape("alert when a until b for 10m")
        == "(alert (level a until b for 600000000000))")
    #expect(
      shape("alert when a for 3 of 5 ticks until b for 80% of 15m")
        == "(alert (level a for 3 of 5 until b for 0.8 of 900000000000))")
  }

  @Test func theShellTakesExpressionsAndAssignments() {
    #expect(shape("oi / reserve", mode: .interactive) == "(expression (/ oi reserve))")
    #expect(shape("x = 5; ? + 1", mode: .interactive) == "(let x 5)\n(expression (+ ? 1))")
    #expect(
      shape("oi\nlet a = b\nmark", mode: .interactive)
        == "(expression oi)\n(let a b)\n(expression mark)")
  }

  @Test func messagesAreCutIntoTheirParts() {
    #expect(
      shape(#"alert when a say "{symbol}: {oi/reserve:.1%} {{x}} {x{symbol: BTC}:bps}\n""#)
        == "(alert (level a) (say (print symbol) \": \" (print (/ oi reserve) \".1%\") \" {x} \" "
        + "(print (select x symbol:\"BTC\") \"bps\") \"\n\"))")
  }

  @Test func placesInsideMessagesAreOfTheFile() throws {
    let text = #"alert when a say "é {oi + bad}""#
    let file = parse(SourceText(name: "", text: text))
    guard case .alert(let item) = try #require(file.items.first).kind,
      case .interpolation(let value, _) = try #require(item.template?.parts.last)
    else {
      Issue.record("no interpolation")
      return
    }
    #expect(file.source.slice(value.range) == "oi + bad")
  }

  @Test func signsInGivensBelongToTheirPoints() {
    #expect(
      shape("test \"t\" { given oi{symbol: BTC} every 1m = -5 95M +1M x3 _ x2 -2 USD stale 7 -1 }")
        == "(test \"t\" (given oi symbol:\"BTC\" every 60000000000 (point -5 x1) "
        + "(point 95M step 1000000.0 x3) (point gap x2) (point -2[USD] x1) (point stale x1) "
        + "(point 7 step -1.0 x1)))")
  }

  @Test func aNewerVersionReadsNothing() {
    let file = parse(SourceText(name: "", text: "brink 2\nalert when a"))
    #expect(file.items.isEmpty && file.diagnostics.map(\.code) == ["E0130"])
    #expect(file.version?.value == 2)
  }

  @Test func mistakesAreAllTold() {
    let text = "let a = (b\nlet c = 5 m\nalert when d => e\nlet f = g"
    let file = parse(SourceText(name: "", text: text))
    #expect(file.diagnostics.map(\.code) == ["E0112", "E0108", "E0105"])
    #expect(file.items.count == 4)
  }

  @Test func everyCodeIsExplainedOnce() {
    let codes = syntaxCodes.map(\.code)
    #expect(codes == codes.sorted() && Set(codes).count == codes.count)
    #expect(Set(codes).isDisjoint(with: checkingCodes.map(\.code)))
    #expect(Set(syntaxCodes.map(\.title)).count == codes.count)
  }
}
