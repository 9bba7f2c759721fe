// What takers pay, what makers keep of it, and what the market moves away by.

package import Quantities

/// Per-trade spreads in bps.
package enum Spreads {
  /// 2s(P − M)/M·1e4, M the mid just before the trade. Source: Huang, Stoll 1996.
  package static func effective(_ trade: Trade, mid: Double) -> Metric<Double> {
    .ratio(2e4 * trade.taker.sign * (trade.price - mid), over: mid)
  }

  /// 2s(P − M₊ₕ)/M·1e4, M₊ₕ the mid a horizon later: what the maker keeps.
  package static func realized(_ trade: Trade, mid: Double, later: Double) -> Metric<Double> {
    .ratio(2e4 * trade.taker.sign * (trade.price - later), over: mid)
  }

  /// 2s(M₊ₕ − M)/M·1e4: adverse selection. Effective = realized + impact.
  package static func impact(_ trade: Trade, mid: Double, later: Double) -> Metric<Double> {
    .ratio(2e4 * trade.taker.sign * (later - mid), over: mid)
  }
}

/// Notional-weighted spreads of a stream of trades and mids.
///
/// A trade settles once the stream of mids has reached its time plus the horizon; until then it
/// counts for the effective spread only.
package struct SpreadLedger: Sendable {
  private let horizon: TimeSpan
  private var pending = RingQueue<(trade: Trade, mid: Double)>()
  private var all: SlidingSummary<SpreadSums>
  private var settled: SlidingSummary<SpreadSums>
  private var latestMid: Double?
  /// Trades left out because the book had no mid.
  package private(set) var skipped = 0

  /// Settles trades after `horizon` and averages over `span`.
  package init(horizon: TimeSpan = .seconds(5), span: WindowSpan = .unlimited) {
    self.horizon = horizon
    all = SlidingSummary(span)
    settled = SlidingSummary(span)
  }

  /// A mid of the quote stream, in force from `time`.
  package mutating func add(mid: Double, at time: Timestamp) {
    settle { $0 < time }
    latestMid = mid
  }

  /// A trade against the mid just before it; without a mid it is skipped and counted.
  package mutating func add(_ trade: Trade, mid: Double?) {
    guard let mid, mid > 0 else { return skipped += 1 }
    all.add((trade.usd, Spreads.effective(trade, mid: mid).coalesced(0), 0), at: trade.time)
    pending.append((trade, mid))
  }

  /// Settles what the last mid allows at `time` and moves the windows there.
  package mutating func advance(to time: Timestamp) {
    settle { $0 <= time }
    all.advance(to: time)
    settled.advance(to: time)
  }

  /// `effective_spread_bps` of every trade of the window.
  package var effective: Metric<Double> { all.summary.effective }
  /// `effective_spread_bps` of the settled trades.
  package var settledEffective: Metric<Double> { settled.summary.effective }
  /// `price_impact_bps(h)`.
  package var impact: Metric<Double> { settled.summary.impact }
  /// `realized_spread_bps(h)`.
  package var realized: Metric<Double> { settled.summary.realized }
  /// How many trades of the window have settled.
  package var settledCount: Int { settled.summary.count }

  private mutating func settle(while isDue: (Timestamp) -> Bool) {
    while let (trade, mid) = pending.first, isDue(trade.time + horizon), let latestMid {
      pending.popFirst()
      let effective = Spreads.effective(trade, mid: mid).coalesced(0)
      let impact = Spreads.impact(trade, mid: mid, later: latestMid).coalesced(0)
      settled.add((trade.usd, effective, impact), at: trade.time)
    }
  }
}

/// The sums behind the notional-weighted spreads.
struct SpreadSums: WindowSummary {
  typealias Sample = (usd: Double, effective: Double, impact: Double)

  private(set) var count = 0
  private var usd = NeumaierSum()
  private var effectives = NeumaierSum()
  private var impacts = NeumaierSum()

  init() {}

  init(_ sample: Sample) {
    count = 1
    usd.add(sample.usd)
    effectives.add(sample.usd * sample.effective)
    impacts.add(sample.usd * sample.impact)
  }

  mutating func merge(_ later: SpreadSums) {
    count += later.count
    usd.merge(later.usd)
    effectives.merge(later.effectives)
    impacts.merge(later.impacts)
  }

  var effective: Metric<Double> { .ratio(effectives.value, over: usd.value) }
  var impact: Metric<Double> { .ratio(impacts.value, over: usd.value) }
  var realized: Metric<Double> { .ratio(effectives.value - impacts.value, over: usd.value) }
}
