// Marks against oracles, venues against each other, and what pushing the reference would pay.

package import Quantities

/// The divergence of a mark from its oracle, and how long it has lasted.
package struct OracleWatch: Sendable {
  private let limit: Double
  private var breach = UnbrokenRun()
  private var oracleTime: Timestamp?
  /// `oracle_divergence_bps`: 1e4·(mark/oracle − 1).
  package private(set) var divergenceBps: Metric<Double> = .undefined(.warmup)

  /// A breach is a divergence of more than 50 bps unless said.
  package init(limitBps: Double = 50) { limit = limitBps }

  /// A pair of prices; `oracleTime` is when the oracle last changed, if known.
  package mutating func add(
    mark: Double, oracle: Double, at time: Timestamp, oracleTime: Timestamp? = nil
  ) {
    self.oracleTime = oracleTime ?? time
    divergenceBps = .ratio(1e4 * (mark - oracle), over: oracle)
    breach.update(divergenceBps.value.map { $0.magnitude > limit }, at: time)
  }

  /// Whether a mark that diverges so much from its oracle, as a fraction, breaks a limit.
  static func isBreach(divergence: Double, limit: Double) -> Bool {
    let mark = 1 + divergence
    return (1e4 * (mark - 1)).magnitude > limit / bps && mark.isFinite
  }

  /// `oracle_breach_duration` in seconds: since the first sample of the current unbroken breach.
  package func breachDuration(at time: Timestamp) -> Double { breach.duration(at: time).seconds }

  /// `oracle_age` in seconds; beyond `limit` it is `stale_input`.
  package func age(at time: Timestamp, limit: Double = .infinity) -> Metric<Double> {
    guard let oracleTime else { return .undefined(.warmup) }
    let age = (time - oracleTime).seconds
    return Metric(number: age, flags: age > limit ? .staleInput : [])
  }
}

/// How far venues' prices lie apart.
package enum VenueDispersion {
  /// `venue_range_bps`: (max − min)/median of the mids.
  package static func rangeBps(_ mids: [Double]) -> Metric<Double> {
    guard let low = mids.min(), let high = mids.max() else { return .undefined(.warmup) }
    return Quantiles.median(mids).flatMap { .ratio(1e4 * (high - low), over: $0) }
  }

  /// `venue_dispersion_bps`: weighted population deviation over the weighted mean.
  package static func deviationBps(_ mids: [Double], weights: [Double]) -> Metric<Double> {
    guard mids.count == weights.count, weights.allSatisfy({ $0 >= 0 }) else {
      return .undefined(.domain)
    }
    let total = weights.reduce(0, +)
    guard total > 0 else { return .undefined(.zeroDenominator) }
    let mean = zip(mids, weights).reduce(0) { $0 + $1.0 * $1.1 } / total
    let variance = zip(mids, weights).reduce(0) { sum, item in
      sum + (item.0 - mean) * (item.0 - mean) * item.1
    } / total
    return .ratio(1e4 * variance.squareRoot(), over: mean)
  }

  /// The mids of the venues whose books have one; the rest are left out.
  package static func mids(_ books: [Book]) -> [Double] { books.compactMap(\.mid.value) }
}

/// Whether pushing a reference price pays.
package enum ManipulationProfit {
  /// `manip_profit_ratio(x)`: USD of liquidations a push of x triggers over the cost of the push.
  ///
  /// The cost is what a taker loses against the mid when every level within x is consumed, summed
  /// over the venues that make the reference. Above 1 the attack surface is profitable.
  package static func ratio(
    liquidations: Double, venues: [Book], bps: Double, taker: Taker
  ) -> Metric<Double> {
    var total = NeumaierSum()
    var flags: MetricFlags = []
    for book in venues {
      let cost = pushCost(book, bps: bps, taker: taker)
      guard let usd = cost.value else {
        flags.insert(.partial)
        continue
      }
      flags.formUnion(cost.flags)
      total.add(usd)
    }
    return .ratio(liquidations, over: total.value, flags: flags)
  }

  /// USD lost against the mid by consuming every level within the band; `truncated` if the whole
  /// side lies inside.
  package static func pushCost(_ book: Book, bps: Double, taker: Taker) -> Metric<Double> {
    let side = taker.consumes
    let depth = book.depth(bps: bps)
    let isCut = depth.flags.contains(side == .bid ? .truncatedBid : .truncatedAsk)
    return Metric { () throws(Undefined) in
      let inside = try depth.get()
      let mid = try book.mid.get()
      return max(0, taker.sign * (inside.usd(side) - mid * inside.coin(side)))
    }.flagged(isCut ? .truncated : [])
  }
}
