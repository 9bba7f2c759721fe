// Random edits of valid rule files, through the whole text side: parse, check, format.
//
// BRINK_EDITS says how many (a million is the claim; some hundreds are run every time), BRINK_SEED
// replays.
import Columns
import Diagnostics
import Foundation
import Language
import Testing

@Suite struct RandomEditTests {
  /// Edits of one run, and how many edits a text takes before it starts afresh.
  private static let count =
    ProcessInfo.processInfo.environment["BRINK_EDITS"].flatMap(Int.init) ?? 400
  private static let generation = 8

  /// What edits put in: words, signs and bytes that mean something somewhere.
  private static let pieces = [
    "alert", "when", "for", "until", "over", "by", "and", "not", "(", ")", "[", "]", "{", "}", "\"",
    "5m", "5M USD", "90%", "oi", "reserve", "sum(", "avg(", "[1h]", "->", "/", "*", "^", "==", "<",
    ",", ":", "let", "param", "fn", "record", "if", "then", "else", "??", "is known", "#", "\n",
    "\u{0}", "é", "💧", "1e999", "..", "_", "say \"{", "test \"\" {", "given", "x3", "except",
  ]

  @Test func noEditTrapsOrLosesItsPlace() {
    let seed =
      ProcessInfo.processInfo.environment["BRINK_SEED"].flatMap(UInt64.init) ?? 20_261_125
    print("random edits: BRINK_SEED=\(seed) BRINK_EDITS=\(Self.count)")
    var random = SeededRandom(seed: seed)
    var done = 0
    var slowest = (seconds: 0.0, edit: 0)
    while done < Self.count {
      var text = Array(shippedTexts[random.below(shippedTexts.count)].utf8)
      for _ in 0..<Self.generation where done < Self.count {
        edit(&text, &random)
        let start = processorSeconds()
        examine(String(decoding: text, as: UTF8.self), seed: seed, edit: done)
        let spent = processorSeconds() - start
        if spent > slowest.seconds { slowest = (spent, done) }
        done += 1
      }
    }
    let milliseconds = Int((slowest.seconds * 1_000).rounded(.up))
    print("random edits: \(done) done, the slowest, edit \(slowest.edit), took \(milliseconds) ms")
  }

  private func edit(_ text: inout [UInt8], _ random: inout SeededRandom) {
    let at = random.below(text.count + 1)
    let length = min(random.below(12), text.count - at)
    switch random.below(4) {
    case 0: text.removeSubrange(at..<(at + length))
    case 1: text.insert(contentsOf: Self.pieces[random.below(Self.pieces.count)].utf8, at: at)
    case 2:
      let piece = Array(text[at..<(at + length)])
      text.insert(contentsOf: piece, at: random.below(text.count + 1))
    default:
      let piece = Self.pieces[random.below(Self.pieces.count)].utf8
      text.replaceSubrange(at..<(at + length), with: piece)
    }
  }

  private func examine(_ text: String, seed: UInt64, edit: Int) {
    let source = SourceText(name: "edit.brink", text: text)
    let file = parse(source)
    var joined: [UInt8] = []
    for token in file.tokens { joined += source.bytes[token.triviaStart..<token.range.upper] }
    #expect(joined == source.bytes, "text lost at edit \(edit) of BRINK_SEED=\(seed)")
    let program = check([file], in: CheckingContext())
    for one in program.diagnostics {
      guard case .source(let place, let range) = one.place else {
        Issue.record("\(one.code) has no span at edit \(edit) of BRINK_SEED=\(seed)")
        continue
      }
      #expect(
        range.lower >= 0 && range.lower <= range.upper && range.upper <= place.bytes.count,
        "\(one.code) points outside at edit \(edit) of BRINK_SEED=\(seed)")
    }
    guard !file.diagnostics.hasErrors, let canonical = format(file) else { return }
    let again = format(parse(SourceText(name: "edit.brink", text: canonical)))
    #expect(again == canonical, "fmt moved at edit \(edit) of BRINK_SEED=\(seed)")
  }
}

/// The time this thread has had a processor: what else the machine does is not counted.
private func processorSeconds() -> Double {
  var now = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now)
  return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
}

/// The worked rules of the language and some of its corners, as valid files.
private let shippedTexts: [String] = [
  """
  brink 1
  param max_ratio = 85% per asset { BTC: 92%, ETH: 90% }
  let cover = sum(oi) over (symbol) / reserve
  alert thin_and_full when sum(oi) over symbol > max_ratio * reserve
    and sum(depth_1pct) over symbol < 5M USD for 15m
  alert exhaustion {
    level warn when cover > max_ratio for 15m until cover < max_ratio - 5% for 10m
    level crit when cover > max_ratio + 6% for 5m until cover < max_ratio
    on unknown hold 30m then report
    say "{asset}: OI is {cover:.1%} of reserves, limit {max_ratio}"
  }
  """,
  """
  alert fills_book when depth_1pct < 10m * rate(oi_usd[5m]) for 3 of 5 ticks
  alert gap when abs(sum(taker_net[1m])) / 1m > 3 * median(refill_1pct[6h]) for 3m
  alert carry when avg(funding[1d]) > 40%/y and oi > 1.3 * avg(oi[7d, 1d ago]) for 1h
    until avg(funding[1d]) < 25%/y
  halt cascade every 10s {
    when sum(liq_usd[5m]) > 2% * oi_usd and drop(mark[5m]) > 1.5%
    then depth_1pct < 40% * avg(depth_1pct[1h, 1h ago]) within 2m
    on unknown hold 1m then fire
  }
  record floor = clamp(4 * vol(mark[1h]) * sqrt(15m / 1h), 2%, 50%)
  """,
  """
  series oi : gauge USD by symbol every 1m stale 30s lag 5s
  fn share_of(a: USD, b: USD) = if b > 0 USD then a / b else 0
  let x = oi{symbol: BTC} ?? 0 USD # a comment
  alert blind when oi is stale for 30m by symbol severity page say "{symbol}: {age(oi)}"
  alert dated { when oi > 5M USD except symbol in {PEPE, "A B"} until 2026-12-01 because "x" }
  label crash = drop(mark[next 4h]) > 8%
  backtest dated vs crash { match within 6h report precision, recall }
  test "t" {
    given oi{symbol: BTC} every 1m = 95M USD x8 _ x2 95M USD x13
    expect dated fires BTC at 15m
  }
  """,
]
