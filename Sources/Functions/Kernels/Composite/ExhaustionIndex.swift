// The inventory exhaustion index: seven pillars of percentiles, pooled per side.

/// What an index is made of.
package enum Pillar: String, Hashable, Sendable, CaseIterable {
  /// Open interest against reserves and lending pools.
  case utilisation
  /// New positions and their speed.
  case buildUp = "build_up"
  /// Depth lost, slippage and spread.
  case bookDrain = "book_drain"
  /// Taker flow, imbalance and intensity.
  case flow
  /// Capacity to absorb what comes.
  case absorption
  /// What carrying inventory earns.
  case carry
  /// Liquidations near the mark.
  case fragility

  /// The metrics of the pillar for the ask side; signs and sides are mirrored for bids.
  package var members: [String] {
    switch self {
    case .utilisation: ["oi_reserve_ratio", "pool_utilization"]
    case .buildUp: ["oi_zscore", "new_position_rate", "oi_accel"]
    case .bookDrain: ["depth_drain_med", "slippage_bps", "spread_bps"]
    case .flow: ["net_flow_rate", "ofi_norm", "trade_intensity", "vpin"]
    case .absorption: ["exhaustion_prob", "absorption_ratio"]
    case .carry: ["carry_net"]
    case .fragility: ["squeeze_ratio", "cascade_r", "liq_intensity"]
    }
  }

  /// Whether an index without this pillar is no index.
  package var isMandatory: Bool { self == .bookDrain || self == .flow }
}

/// One side's index from the percentiles of its members.
package struct ExhaustionIndex: Sendable {
  /// The least share of weight that must be defined.
  package static let minimumCoverage = 0.6

  private let weights: [Pillar: Double]
  private let intercept: Double

  /// Equal weights and no intercept unless calibrated; a pillar left out of `weights` weighs 0.
  package init(weights: [Pillar: Double]? = nil, intercept: Double = 0) {
    self.weights = weights
      ?? Dictionary(uniqueKeysWithValues: Pillar.allCases.map { ($0, 1.0) })
    self.intercept = intercept
  }

  /// A pillar's score: the mean percentile of its defined members; nil if none is.
  package static func score(_ members: [Metric<Double>]) -> Double? {
    let defined = members.compactMap(\.value)
    return defined.isEmpty ? nil : defined.reduce(0, +) / Double(defined.count)
  }

  /// The pooled index of one side, `iei_up` or `iei_down`.
  ///
  /// `warmup` if a mandatory pillar is missing or less than 60 % of the weight is defined;
  /// `partial` if any member is missing.
  package func pool(_ members: [Pillar: [Metric<Double>]]) -> Metric<Pool> {
    let scores = Pillar.allCases.map { Self.score(members[$0] ?? []) }
    for (pillar, score) in zip(Pillar.allCases, scores) where pillar.isMandatory && score == nil {
      return .undefined(.warmup)
    }
    let isPartial = Pillar.allCases.contains { pillar in
      (members[pillar] ?? []).isEmpty || (members[pillar] ?? []).contains { $0.value == nil }
    }
    let weights = Pillar.allCases.map { self.weights[$0] ?? 0 }
    return Pool.of(scores, weights: weights, intercept: intercept).flatMap { pool in
      guard pool.coverage >= Self.minimumCoverage else { return .undefined(.warmup) }
      return Metric(pool, flags: isPartial ? .partial : [])
    }
  }

  /// `iei`: the larger of the two sides; one defined side stands alone, `partial`.
  package static func worse(_ up: Metric<Double>, _ down: Metric<Double>) -> Metric<Double> {
    switch (up.value, down.value) {
    case (let up?, let down?): Metric(number: max(up, down))
    case (let only?, nil), (nil, let only?): Metric(number: only, flags: .partial)
    case (nil, nil): .undefined(up.reason ?? .warmup)
    }
  }
}
