// Losses at a confidence level: historical, and by extreme-value theory.

/// A loss quantile and the mean loss beyond it, as fractions.
package struct TailLoss: Sendable, Equatable {
  /// The loss at the confidence level.
  package let atRisk: Double
  /// The mean loss at or beyond it.
  package let shortfall: Metric<Double>

  /// `var_hs`, `es_hs`: the type-7 quantile of losses −r, and the mean of losses ≥ it.
  ///
  /// `warmup` below 1/(1 − q) returns.
  package static func historical(returns: [Double], quantile q: Double) -> Metric<TailLoss> {
    var losses = SortedValues()
    for r in returns { losses.insert(-r) }
    return historical(losses: losses, quantile: q)
  }

  /// The same of losses in order.
  static func historical(losses: SortedValues, quantile q: Double) -> Metric<TailLoss> {
    guard q > 0, q < 1 else { return .undefined(.domain) }
    guard Double(losses.count) * (1 - q) >= 1 - 1e-9 else { return .undefined(.warmup) }
    return losses.quantile(q).map { level in
      let worst = losses.values(from: losses.rank(of: level).below)
      let mean = Metric.ratio(worst.reduce(0, +), over: Double(worst.count))
      return TailLoss(atRisk: level, shortfall: mean)
    }
  }
}

/// A generalised Pareto tail fitted to losses above a threshold.
///
/// Source: McNeil, Frey 2000, J. Empirical Finance 7.
package struct ParetoTail: Sendable, Equatable {
  /// The loss above which the tail is fitted, usually the 95 % quantile.
  package let threshold: Double
  /// The shape ξ.
  package let shape: Double
  /// The scale β.
  package let scale: Double
  /// N_u/n, the share of losses above the threshold.
  package let share: Double

  /// A fitted tail; nil unless the scale is positive and 0 < share ≤ 1.
  package init?(threshold: Double, shape: Double, scale: Double, share: Double) {
    guard scale > 0, share > 0, share <= 1, shape.isFinite, threshold.isFinite else { return nil }
    self.threshold = threshold
    self.shape = shape
    self.scale = scale
    self.share = share
  }

  /// Excesses fewer than this make no fit.
  package static let minimumExcesses = 20

  /// A tail fitted to losses above their quantile at `level`, by probability-weighted moments.
  ///
  /// `warmup` below twenty excesses, `degenerate` if they do not vary.
  /// Source: Hosking, Wallis 1987, Technometrics 29.
  package static func fit(losses: [Double], level: Double = 0.95) -> Metric<ParetoTail> {
    var sorted = SortedValues()
    for loss in losses { sorted.insert(loss) }
    return fit(losses: sorted, level: level)
  }

  /// The same of losses in order.
  static func fit(losses: SortedValues, level: Double = 0.95) -> Metric<ParetoTail> {
    losses.quantile(level).flatMap { threshold in
      let rank = losses.rank(of: threshold)
      let excesses = losses.values(from: rank.below + rank.equal).map { $0 - threshold }
      let n = Double(excesses.count)
      guard excesses.count >= minimumExcesses else { return .undefined(.warmup) }
      var mean = 0.0
      var weighted = 0.0
      for (index, excess) in excesses.enumerated() {
        let place = (Double(index) + 0.65) / n
        mean += excess / n
        weighted += (1 - place) * excess / n
      }
      let gap = mean - 2 * weighted
      guard gap > 0 else { return .undefined(.degenerate) }
      let tail = ParetoTail(
        threshold: threshold, shape: 2 - mean / gap, scale: 2 * mean * weighted / gap,
        share: n / Double(losses.count))
      return tail.map { Metric($0) } ?? .undefined(.degenerate)
    }
  }

  /// `var_evt`, `es_evt`: u + (β/ξ)[((n/N_u)(1 − q))^(−ξ) − 1], and the mean beyond.
  ///
  /// As ξ → 0 the formula becomes u + β·ln(N_u/(n(1 − q))); ξ ≥ 1 has no mean: `domain`. A level
  /// below the threshold is outside the fitted tail: `domain`.
  package func loss(quantile q: Double) -> Metric<TailLoss> {
    guard q < 1, 1 - q <= share else { return .undefined(.domain) }
    let log = Real.log(share / (1 - q))
    let excess = shape.magnitude < 1e-12 ? scale * log : scale / shape * Real.expm1(shape * log)
    let level = threshold + excess
    let mean: Metric<Double> = shape >= 1
      ? .undefined(.domain)
      : Metric(number: (level + scale - shape * threshold) / (1 - shape))
    return Metric(TailLoss(atRisk: level, shortfall: mean))
  }
}

/// Kupiec's proportion-of-failures test.
package enum Kupiec {
  /// The statistic and its p-value under χ²(1).
  package struct Test: Sendable, Equatable {
    /// The likelihood ratio.
    package let ratio: Double
    /// The probability of a larger one if the model is right.
    package let pValue: Double
  }

  /// `kupiec_pof`: −2 ln[(1−p)^(T−x) p^x] + 2 ln[(1−x/T)^(T−x) (x/T)^x], 0·ln 0 = 0.
  ///
  /// Source: Kupiec 1995, J. Derivatives 3(2).
  package static func test(days: Int, exceptions: Int, probability p: Double) -> Metric<Test> {
    guard days > 0, (0...days).contains(exceptions), p > 0, p < 1 else {
      return .undefined(.domain)
    }
    let hits = Double(exceptions)
    let misses = Double(days - exceptions)
    let observed = hits / Double(days)
    func part(_ count: Double, _ share: Double, _ expected: Double) -> Double {
      count > 0 ? count * Real.log(share / expected) : 0
    }
    let ratio = max(0, 2 * (part(hits, observed, p) + part(misses, 1 - observed, 1 - p)))
    return ChiSquare.survival(ratio, degrees: 1).map { Test(ratio: ratio, pValue: $0) }
  }
}
