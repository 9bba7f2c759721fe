// VPIN: how one-sided trading is per bucket of equal volume.

/// Volume-synchronised probability of informed trading, a number in 0…1.
///
/// Mean of |V_buy − V_sell|/V over the last n complete buckets of volume V; a trade that crosses
/// an edge is split. Its power to forecast beyond volume and volatility is disputed: judge it
/// against those. Sources: Easley, López de Prado, O'Hara 2012; Andersen, Bondarenko 2014.
package struct VolumeBuckets: Sendable {
  private let volume: Double
  private let limit: Int
  private var filled = 0.0
  private var signed = 0.0
  private var imbalances = RingQueue<Double>()
  /// How many buckets have been completed in all.
  package private(set) var completed = 0

  /// Buckets of `volume`, usually a fiftieth of a day's; nil unless it is above 0.
  package init?(volume: Double, count: Int = 50) {
    guard volume > 0, volume.isFinite else { return nil }
    self.volume = volume
    limit = max(1, count)
  }

  /// A trade with a known aggressor.
  package mutating func add(size: Double, taker: Taker) {
    add(size: size, buyShare: taker == .buy ? 1 : 0)
  }

  /// A bar whose volume is `buyShare` bought and the rest sold.
  package mutating func add(size: Double, buyShare: Double) {
    guard size > 0, size.isFinite else { return }
    let lean = 2 * min(1, max(0, buyShare)) - 1
    var rest = size
    if rest >= volume - filled {
      rest -= volume - filled
      signed += lean * (volume - filled)
      close()
      // A giant trade fills whole buckets of one side: only the last `limit` can matter.
      let whole = (rest / volume).rounded(.down)
      for _ in 0..<Int(min(whole, Double(limit))) {
        signed = lean * volume
        close()
      }
      completed &+= Int(min(1e15, max(0, whole - Double(limit))))
      rest = max(0, rest - whole * volume)
    }
    filled += rest
    signed += lean * rest
  }

  /// `vpin`; `warmup` until n buckets are complete.
  package var value: Metric<Double> {
    guard imbalances.count == limit else { return .undefined(.warmup) }
    let total = (0..<limit).reduce(0.0) { $0 + (imbalances[$1] ?? 0) }
    return Metric(number: min(1, total / Double(limit) / volume))
  }

  private mutating func close() {
    imbalances.append(signed.magnitude)
    if imbalances.count > limit { imbalances.popFirst() }
    completed &+= 1
    filled = 0
    signed = 0
  }

  /// The bought share of a bar's volume when no aggressor is known: Φ(ΔP/σ_ΔP).
  package static func bulkBuyShare(priceChange: Double, sigma: Double) -> Metric<Double> {
    guard sigma > 0 else { return .undefined(.degenerate) }
    return Metric(number: Normal.cdf(priceChange / sigma))
  }

  /// Σ|V_buy − V_sell| / ΣV over bars.
  package static func imbalanceShare(buys: [Double], sells: [Double]) -> Metric<Double> {
    let gap = zip(buys, sells).map { ($0 - $1).magnitude }.reduce(0, +)
    return .ratio(gap, over: buys.reduce(0, +) + sells.reduce(0, +))
  }
}
