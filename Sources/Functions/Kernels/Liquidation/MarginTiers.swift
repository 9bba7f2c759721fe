// Maintenance margin by notional: rates that rise in steps, without a jump in the amount.

/// A venue's maintenance tiers.
package struct MarginTiers: Sendable, Equatable {
  /// One tier: a rate for notionals in (lower, upper].
  package struct Tier: Sendable, Equatable {
    /// USD above which the tier begins.
    package let lower: Double
    /// The last USD of the tier; infinite for the last one.
    package let upper: Double
    /// The maintenance margin rate.
    package let rate: Double
    /// What the rate on the whole notional charges too much: cum_k.
    package fileprivate(set) var amount = 0.0

    /// A tier.
    package init(lower: Double, upper: Double = .infinity, rate: Double) {
      self.lower = lower
      self.upper = upper
      self.rate = rate
    }
  }

  /// The tiers, lowest first.
  package let tiers: [Tier]

  /// Tiers that begin at 0 and follow one another without a gap; nil otherwise.
  package init?(_ tiers: [Tier]) {
    guard let first = tiers.first, first.lower == 0 else { return nil }
    var filled: [Tier] = []
    for var tier in tiers {
      guard tier.upper > tier.lower, tier.rate >= 0, tier.rate < 1 else { return nil }
      if let last = filled.last {
        guard last.upper == tier.lower else { return nil }
        tier.amount = last.amount + tier.lower * (tier.rate - last.rate)
      }
      filled.append(tier)
    }
    self.tiers = filled
  }

  /// One rate for every notional; nil unless 0 ≤ rate < 1.
  package init?(flat rate: Double) { self.init([Tier(lower: 0, rate: rate)]) }

  /// The index of the tier of a notional: lower < n ≤ upper, the last one beyond the table.
  package func index(of notional: Double) -> Int {
    tiers.firstIndex { notional <= $0.upper } ?? tiers.count - 1
  }

  /// `maint_margin` in USD: n·mmr_k − cum_k. Beyond the table the last tier is used, `estimated`.
  package func maintenance(of notional: Double) -> Metric<Double> {
    guard notional >= 0 else { return .undefined(.domain) }
    let tier = tiers[index(of: notional)]
    return Metric(
      number: notional * tier.rate - tier.amount,
      flags: notional > tier.upper ? .estimated : [])
  }
}
