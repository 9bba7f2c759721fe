// The efficient spread estimator from sums that merge.

/// Four numbers of every move, kept as means and squared deviations.
private struct FourMoments {
  private(set) var count = 0.0
  private(set) var mean = SIMD4<Double>()
  private var rows = (SIMD4<Double>(), SIMD4<Double>(), SIMD4<Double>(), SIMD4<Double>())

  init() {}
  init(_ sample: SIMD4<Double>) {
    count = 1
    mean = sample
  }

  mutating func merge(_ later: FourMoments) {
    guard later.count > 0 else { return }
    guard count > 0 else { return self = later }
    let total = count + later.count
    let delta = later.mean - mean
    let weighted = delta * (count * later.count / total)
    rows.0 += later.rows.0 + weighted * delta[0]
    rows.1 += later.rows.1 + weighted * delta[1]
    rows.2 += later.rows.2 + weighted * delta[2]
    rows.3 += later.rows.3 + weighted * delta[3]
    mean += delta * (later.count / total)
    count = total
  }

  /// Mean and variance, ddof 0, of a weighted sum of the four.
  func weighted(_ w: SIMD4<Double>) -> (mean: Double, variance: Double) {
    let along = SIMD4(
      (rows.0 * w).sum(), (rows.1 * w).sum(), (rows.2 * w).sum(), (rows.3 * w).sum())
    return ((mean * w).sum(), max(0, (along * w).sum() / count))
  }
}

/// What `edge_spread` needs of all moves between bars.
///
/// Both estimates of a move are weighted sums of products of its returns whose weights are known
/// only once all moves are; so the products are summed, and their squared deviations.
package struct EdgeSums: WindowSummary {
  /// A bar and the one before it.
  package typealias Sample = (before: ImpliedSpread.Bar, now: ImpliedSpread.Bar)

  private var isOdd = false
  private var tau = 0.0
  private var opens = 0.0
  private var closes = 0.0
  private var returns = SIMD4<Double>()
  private var first = FourMoments()
  private var second = FourMoments()

  /// No moves.
  package init() {}

  /// One move.
  package init(_ sample: Sample) { self.init(before: sample.before, now: sample.now) }

  init(before: ImpliedSpread.Bar, now: ImpliedSpread.Bar) {
    let least = min(before.low, before.open, before.close, now.low, now.open, now.close)
    guard least > 0 else {
      isOdd = true
      first = FourMoments(SIMD4())
      return
    }
    let m = EdgeMove(before: before, now: now)
    tau = m.tau
    opens = m.openHigh + m.openLow
    closes = m.closeHigh + m.closeLow
    returns = SIMD4(m.r1, m.r3, m.r5, 0)
    first = FourMoments(SIMD4(m.r1 * m.r2, m.tau * m.r2, m.r3 * m.r4, m.tau * m.r4))
    second = FourMoments(SIMD4(m.r1 * m.r5, m.tau * m.r5, m.r5 * m.r4, m.tau * m.r4))
  }

  /// Adds the moves of a later stretch.
  package mutating func merge(_ later: EdgeSums) {
    isOdd = isOdd || later.isOdd
    tau += later.tau
    opens += later.opens
    closes += later.closes
    returns += later.returns
    first.merge(later.first)
    second.merge(later.second)
  }

  /// `edge_spread`, a fraction of price; reasons as in `ImpliedSpread.edge`.
  package var spread: Metric<Double> {
    guard first.count >= 2 else { return .undefined(.warmup) }
    guard !isOdd else { return .undefined(.domain) }
    guard tau >= 2, opens > 0, closes > 0 else { return .undefined(.degenerate) }
    let n = first.count
    let (a, b) = (-4 * n / opens, -4 * n / closes)
    let means = returns / tau
    let one = first.weighted(SIMD4(a, -a * means[0], b, -b * means[1]))
    let two = second.weighted(SIMD4(a, -a * means[0], b, -b * means[2]))
    let total = one.variance + two.variance
    let square = total > 0
      ? (two.variance * one.mean + one.variance * two.mean) / total : (one.mean + two.mean) / 2
    return Metric(number: square.magnitude.squareRoot())
  }
}
