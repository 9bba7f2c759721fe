// Spreads read from prices alone, for markets without a recorded book.

/// Spread estimators from trade prices or bars.
package enum ImpliedSpread {
  /// `roll_spread` in USD: 2√(−cov(Δpₜ, Δpₜ₋₁)), pairwise means, ddof 1.
  ///
  /// `positive_autocov` if the covariance is not negative. Source: Roll 1984.
  package static func roll(_ prices: [Double]) -> Metric<Double> {
    let changes = zip(prices.dropFirst(), prices).map { $0 - $1 }
    let now = Array(changes.dropFirst())
    let before = Array(changes.dropLast())
    guard now.count >= 2 else { return .undefined(.warmup) }
    let meanNow = Moments(of: now).mean
    let meanBefore = Moments(of: before).mean
    var products = NeumaierSum()
    for (a, b) in zip(now, before) { products.add((a - meanNow) * (b - meanBefore)) }
    return roll(covariance: products.value / Double(now.count - 1))
  }

  /// The same from the moments of changes and the changes before them.
  static func roll(_ changes: CoMoments) -> Metric<Double> {
    changes.covariance.flatMap(roll(covariance:))
  }

  private static func roll(covariance: Double) -> Metric<Double> {
    guard covariance < 0 else { return .undefined(.positiveAutocov) }
    return Metric(number: 2 * (-covariance).squareRoot())
  }

  /// Open, high, low and close of a bar.
  package struct Bar: Sendable, Equatable {
    /// First price.
    package let open: Double
    /// Highest price.
    package let high: Double
    /// Lowest price.
    package let low: Double
    /// Last price.
    package let close: Double

    /// A bar.
    package init(open: Double, high: Double, low: Double, close: Double) {
      self.open = open
      self.high = high
      self.low = low
      self.close = close
    }
  }

  /// `edge_spread`, a fraction of price, from bars.
  ///
  /// `degenerate` if fewer than two bars move or opens and closes never leave the extremes;
  /// `domain` for prices that have no logarithm. Source: Ardia, Guidotti, Kroencke 2024.
  package static func edge(_ bars: [Bar]) -> Metric<Double> {
    guard bars.count >= 3 else { return .undefined(.warmup) }
    guard bars.allSatisfy({ min($0.open, $0.high, $0.low, $0.close) > 0 }) else {
      return .undefined(.domain)
    }
    let moves = zip(bars, bars.dropFirst()).map { EdgeMove(before: $0, now: $1) }
    return EdgeEstimate(moves).spread
  }
}

/// The log returns and indicators of one bar against the one before it.
struct EdgeMove {
  let r1, r2, r3, r4, r5: Double
  let tau: Double
  let openHigh, openLow, closeHigh, closeLow: Double

  init(before: ImpliedSpread.Bar, now: ImpliedSpread.Bar) {
    let open = Real.log(now.open)
    let high = Real.log(now.high)
    let low = Real.log(now.low)
    let closeBefore = Real.log(before.close)
    let highBefore = Real.log(before.high)
    let lowBefore = Real.log(before.low)
    let middle = (high + low) / 2
    let middleBefore = (highBefore + lowBefore) / 2
    r1 = middle - open
    r2 = open - middleBefore
    r3 = middle - closeBefore
    r4 = closeBefore - middleBefore
    r5 = open - closeBefore
    let moved = high != low || low != closeBefore
    tau = moved ? 1 : 0
    openHigh = moved && open != high ? 1 : 0
    openLow = moved && open != low ? 1 : 0
    closeHigh = moved && closeBefore != highBefore ? 1 : 0
    closeLow = moved && closeBefore != lowBefore ? 1 : 0
  }
}

/// The estimator over all moves.
private struct EdgeEstimate {
  let moves: [EdgeMove]

  init(_ moves: [EdgeMove]) { self.moves = moves }

  private func mean(_ value: (EdgeMove) -> Double) -> Double {
    moves.reduce(0) { $0 + value($1) } / Double(moves.count)
  }

  var spread: Metric<Double> {
    let pt = mean(\.tau)
    let po = mean(\.openHigh) + mean(\.openLow)
    let pc = mean(\.closeHigh) + mean(\.closeLow)
    guard moves.count(where: { $0.tau > 0 }) >= 2, po > 0, pc > 0 else {
      return .undefined(.degenerate)
    }
    let m1 = mean(\.r1) / pt
    let m3 = mean(\.r3) / pt
    let m5 = mean(\.r5) / pt
    func first(_ m: EdgeMove) -> Double {
      -4 / po * (m.r1 - m.tau * m1) * m.r2 - 4 / pc * (m.r3 - m.tau * m3) * m.r4
    }
    func second(_ m: EdgeMove) -> Double {
      -4 / po * (m.r1 - m.tau * m1) * m.r5 - 4 / pc * (m.r5 - m.tau * m5) * m.r4
    }
    let e1 = mean(first)
    let e2 = mean(second)
    let v1 = mean { first($0) * first($0) } - e1 * e1
    let v2 = mean { second($0) * second($0) } - e2 * e2
    let square = v1 + v2 > 0 ? (v2 * e1 + v1 * e2) / (v1 + v2) : (e1 + e2) / 2
    return Metric(number: square.magnitude.squareRoot())
  }
}
