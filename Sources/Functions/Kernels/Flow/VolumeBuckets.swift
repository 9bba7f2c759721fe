// VPIN: how one-sided trading is per bucket of equal volume.

/// Volume-synchronised probability of informed trading, a number in 0…1.
///
/// Mean of |V_buy − V_sell|/V over the last n complete buckets of volume V; a trade that crosses
/// an edge is split. Its power to forecast beyond volume and volatility is disputed: judge it
/// against those. Sources: Easley, López de Prado, O'Hara 2012; Andersen, Bondarenko 2014.
package struct VolumeBuckets: Sendable {
  private let limit: Int
  private var filling: BucketFilling
  private var imbalances = RingQueue<Double>()
  /// How many buckets have been completed in all.
  package private(set) var completed = 0

  /// Buckets of `volume`, usually a fiftieth of a day's; nil unless it is above 0.
  package init?(volume: Double, count: Int = 50) {
    limit = max(1, count)
    guard let filling = BucketFilling(volume: volume, limit: limit) else { return nil }
    self.filling = filling
  }

  /// A trade with a known aggressor.
  package mutating func add(size: Double, taker: Taker) {
    add(size: size, buyShare: taker == .buy ? 1 : 0)
  }

  /// A bar whose volume is `buyShare` bought and the rest sold.
  package mutating func add(size: Double, buyShare: Double) {
    let lean = 2 * min(1, max(0, buyShare)) - 1
    completed &+= filling.add(size, lean: lean) { imbalance in
      imbalances.append(imbalance)
      if imbalances.count > limit { imbalances.popFirst() }
    }
  }

  /// `vpin`; `warmup` until n buckets are complete.
  package var value: Metric<Double> {
    guard imbalances.count == limit else { return .undefined(.warmup) }
    let total = (0..<limit).reduce(0.0) { $0 + (imbalances[$1] ?? 0) }
    return Metric(number: min(1, total / Double(limit) / filling.volume))
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

/// The bucket that is being filled.
struct BucketFilling: Sendable {
  let volume: Double
  private let limit: Int
  private var filled = 0.0
  private var signed = 0.0

  /// Buckets of `volume`, of which the last `limit` can matter; nil unless it is above 0.
  init?(volume: Double, limit: Int) {
    guard volume > 0, volume.isFinite else { return nil }
    self.volume = volume
    self.limit = limit
  }

  var isEmpty: Bool { filled == 0 }

  /// Starts a bucket anew, without what was in it.
  mutating func empty() {
    filled = 0
    signed = 0
  }

  /// Adds a volume that is bought by (1 + lean)/2, splits it at the edges of buckets and calls with
  /// |V_buy − V_sell| of each that is full; gives how many are.
  mutating func add(_ size: Double, lean: Double, _ close: (Double) -> Void) -> Int {
    guard size > 0, size.isFinite else { return 0 }
    var rest = size
    var completed = 0
    if rest >= volume - filled {
      rest -= volume - filled
      close((signed + lean * (volume - filled)).magnitude)
      // A giant trade fills whole buckets of one side: only the last `limit` can matter.
      let whole = (rest / volume).rounded(.down)
      for _ in 0..<Int(min(whole, Double(limit))) { close((lean * volume).magnitude) }
      completed = 1 &+ Int(min(1e15, whole))
      rest = max(0, rest - whole * volume)
      empty()
    }
    filled += rest
    signed += lean * rest
    return completed
  }
}
