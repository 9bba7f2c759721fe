// Random rule files, right by construction, in every spelling the grammar allows.

/// Writes random items as tokens, and joins them with random white space and comments.
struct RuleGenerator {
  var random: SeededRandom
  private var tokens: [String] = []
  private var depth = 0

  init(seed: UInt64) { random = SeededRandom(seed: seed) }

  /// A file of some items, spelled with random gaps.
  mutating func file(items: Int, comments: Bool = true) -> String {
    tokens = random.chance(50) ? ["brink", " 1", "\n"] : []
    for _ in 0..<items {
      depth = 0
      item()
      put("\n")
    }
    return spelled(comments)
  }

  // MARK: Spelling

  private mutating func spelled(_ comments: Bool) -> String {
    var text = ""
    var note = 0
    for token in tokens {
      if token.hasPrefix("~") {
        text += token.dropFirst()
        continue
      }
      if comments, random.chance(3) {
        note += 1
        text += random.pick([
          " # note \(note)\n", "\n  # note \(note)\n", "\n\n#note \(note)  \n\n\n",
        ])
      }
      let mayTouch = "()[]{},:".contains { text.last == $0 || token.first == $0 }
      text +=
        mayTouch && random.chance(50) ? "" : random.pick([" ", " ", "  ", "\n", "\n    ", "\t"])
      text += token
    }
    return text + (random.chance(30) ? "" : random.pick(["\n", "\n\n\n", " # end\n"]))
  }

  private mutating func put(_ parts: String...) { tokens += parts }

  // MARK: Items

  private mutating func item() {
    switch random.below(12) {
    case 0: put("import", "\"margins.brink\"")
    case 1: seriesItem()
    case 2: paramItem()
    case 3: letItem()
    case 4: functionItem()
    case 5: recordItem()
    case 6: labelItem()
    case 7: backtestItem()
    case 8: testItem()
    case 9: blockAlert()
    default: lineAlert()
    }
  }

  private mutating func name() -> String {
    random.pick(["oi", "reserve", "x", "depth_1pct", "mark", "cover", "m", "USD_b", "_r", "X9"])
  }

  private mutating func span() -> String {
    random.pick(["15m", "1h", "90s", "250ms", "7d", "1.5h", "2w"])
  }

  private mutating func key() -> String {
    random.pick(["symbol", "venue", "asset", "level", "test"])
  }

  private mutating func keyList() {
    put("by", key())
    if random.chance(30) { put(",", "desk") }
  }

  private mutating func unit() -> String {
    random.pick(["USD", "coin", "%", "x", "USD/coin", "%/8h", "contract", "USD*s/h", "1/h", "bps"])
  }

  private mutating func label() -> String {
    random.pick(["BTC", "ETH", "\"BTC-PERP\"", "for", "\"a b\""])
  }

  private mutating func seriesItem() {
    put("series", name(), ":", random.pick(["gauge", "event", "counter"]), unit())
    if random.chance(80) { keyList() }
    if random.chance(60) { put("every", span()) }
    if random.chance(60) { put("stale", span()) }
    if random.chance(30) { put("lag", "0s") }
  }

  private mutating func paramItem() {
    put("param", name())
    if random.chance(40) { put(":", unit()) }
    put("=")
    expression()
    guard random.chance(50) else { return }
    put("per", key(), "{")
    let labels = ["BTC", "ETH", "\"BTC-PERP\"", "for", "SOL", "XRP"].prefix(1 + random.below(6))
    for (index, label) in labels.enumerated() {
      if index > 0 { put(",") }
      put(label, ":")
      expression()
    }
    if random.chance(30) { put(",") }
    put("}")
  }

  private mutating func letItem() {
    put("let", name(), "=")
    expression()
  }

  private mutating func functionItem() {
    put("fn", name(), "(")
    for index in 0..<random.below(3) {
      if index > 0 { put(",") }
      put("p\(index)")
      if random.chance(50) { put(":", unit()) }
    }
    put(")", "=")
    expression()
  }

  private mutating func recordItem() {
    put("record", name())
    if random.chance(40) { put(":", unit()) }
    if random.chance(40) { keyList() }
    put("=")
    expression()
  }

  private mutating func labelItem() {
    put("label", name())
    if random.chance(40) { keyList() }
    put("=")
    condition()
  }

  private mutating func backtestItem() {
    put("backtest", name(), "vs", name(), "{")
    if random.chance(50) { put("from", "2026-01-01", "to", "2026-02-01T08:00:00Z") }
    put("match", "within", span())
    if random.chance(70) { put("report", "precision") }
    if tokens.last == "precision", random.chance(70) { put(",", "recall", ",", "lead") }
    put("}")
  }

  private mutating func testItem() {
    put("test", "\"it # fires\"", "{")
    for _ in 0..<random.below(3) {
      put("given", name(), "{", "symbol", ":", label(), "}", "every", "1m", "=")
      for _ in 0...random.below(4) {
        point()
        if random.chance(40) { put("x\(1 + random.below(9))") }
      }
    }
    for _ in 0..<random.below(3) {
      put("expect", "r0", random.pick(["quiet", "pending", "fires", "clears", "unknown"]))
      if random.chance(60) { put(label()) }
      put("at", "0m")
    }
    if random.chance(30) { put("expect", "error", "E0301") }
    if random.chance(30) { put("expect", "r0", "message", "\"thin\"", "at", "5m") }
    put("}")
  }

  private mutating func point() {
    switch random.below(5) {
    case 0: put("_")
    case 1: put("stale")
    case 2: put("5M", "USD")
    case 3: put("95M", "+", "1k")
    default: put("1.5")
    }
  }

  // MARK: Alerts

  private mutating func lineAlert() {
    put(random.pick(["alert", "halt"]))
    if random.chance(70) { put(name()) }
    trigger()
    modifiers()
    if random.chance(40) { keyList() }
    if random.chance(30) { put("severity", "page") }
    if random.chance(40) { say() }
  }

  private mutating func say() {
    put(
      "say",
      random.pick(["\"{symbol}: {oi/reserve:.1%} {{}}\"", "\"thin # book\"", "\"\"", "\"a\\n\""]))
  }

  private mutating func trigger() {
    put("when")
    condition()
    if random.chance(15) {
      put("then")
      condition()
      put("within", span())
      isSequence = true
    } else {
      isSequence = false
    }
  }

  private var isSequence = false

  private mutating func modifiers() {
    if random.chance(50), !isSequence { hold() }
    if random.chance(30) {
      put("until")
      condition()
      if random.chance(50) { hold() }
    }
    if random.chance(20) { put("keep", span()) }
  }

  private mutating func hold() {
    switch random.below(3) {
    case 0: put("for", span())
    case 1: put("for", "3", "of", "5", "ticks")
    default: put("for", "80%", "of", "15m")
    }
  }

  private mutating func blockAlert() {
    put(random.pick(["alert", "halt"]), name())
    if random.chance(40) { keyList() }
    if random.chance(40) { put("every", span()) }
    put("{")
    if random.chance(50) {
      trigger()
      modifiers()
    } else {
      for level in ["info", "warn", "when"].prefix(1 + random.below(3)) {
        put("level", level)
        trigger()
        modifiers()
      }
    }
    if random.chance(50) {
      put("on", "unknown", "hold", "5m", "then", random.pick(["report", "fire"]))
    }
    if random.chance(50) { say() }
    if random.chance(30) {
      put("except")
      condition()
      put("until", "2026-12-01", "because", "\"relisting\"")
    }
    if random.chance(30) { put("severity", "page") }
    put("}")
  }

  // MARK: Expressions

  private mutating func condition() {
    depth += 1
    defer { depth -= 1 }
    switch depth > 3 ? 3 + random.below(3) : random.below(8) {
    case 0:
      condition()
      put("or")
      condition()
    case 1:
      condition()
      put("and")
      condition()
    case 2:
      put("not", "(")
      condition()
      put(")")
    case 3:
      put("symbol", "in", "{", label())
      if random.chance(50) { put(",", label()) }
      put("}")
    case 4:
      sum()
      put("is")
      if random.chance(40) { put("not") }
      put(random.pick(["known", "stale", "missing"]))
    default: comparison()
    }
  }

  private mutating func comparison() {
    sum()
    let relations = random.pick([["<", "<="], [">", ">="], ["=="]])
    for _ in 0...random.below(2) {
      put(random.pick(relations))
      sum()
    }
  }

  private mutating func expression() {
    if random.chance(10) {
      put("if")
      condition()
      put("then")
      expression()
      put("else")
      expression()
      return
    }
    sum()
    if random.chance(10) { put("->", random.pick(["USD", "%/8h", "USD/coin"])) }
    if random.chance(10) { put("??", "0") }
  }

  private mutating func sum() {
    depth += 1
    defer { depth -= 1 }
    operand()
    while depth < 5, random.chance(35) {
      put(random.pick(["+", "-", "*", "/"]))
      operand()
    }
  }

  private mutating func operand() {
    if random.chance(10) { put("-") }
    switch depth > 4 ? random.below(4) : random.below(9) {
    case 0: put(name())
    case 1:
      put(
        random.pick(["5M", "5_000_000", "0.9", "2.5k", "3B"]),
        random.pick(["USD", "coin", "USD/coin"]))
    case 2:
      put(random.pick(["90%", "15bps", "0.01%/8h", "2.5x", "15m", "40%/y", "0.9", "7", "5USD"]))
    case 3:
      put(
        name(), "[", span(), random.pick(["]", ", 1d ago ]", ", age <= 2h ]", ", coverage 90% ]"]))
    case 4:
      put("sum", "~(")
      sum()
      put(")", "over", random.pick(["symbol", "( venue , asset )", "level"]))
    case 5:
      put("max", "~(")
      sum()
      put(",")
      sum()
      put(")")
    case 6:
      put("(")
      expression()
      put(")")
    case 7: put(name(), "{", "symbol", ":", label(), "}")
    default: put("age", "(", "reserve", ")")
    }
    if random.chance(5) { put("^", "2") }
  }
}
