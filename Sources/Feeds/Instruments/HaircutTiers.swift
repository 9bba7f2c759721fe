// How much of a holding counts as collateral: the part that counts falls as the holding grows.

/// Tiers of value with the percent of each that counts: `[0-3000000:100, 3000000-4000000:90]`.
package struct HaircutTiers: Equatable, Sendable {
  /// One tier: USD from and to, and the fraction that counts.
  package struct Tier: Equatable, Sendable {
    package let from: Double
    package let to: Double
    package let fraction: Double
  }

  package let tiers: [Tier]

  /// Reads tiers as venues publish them; nil where the text is none, or tiers do not follow.
  package init?(parsing text: String) {
    guard text.first == "[", text.last == "]" else { return nil }
    var tiers: [Tier] = []
    for part in text.dropFirst().dropLast().split(separator: ",") {
      let halves = part.split(separator: ":")
      let bounds = halves.first.map { $0.split(separator: "-") } ?? []
      guard halves.count == 2, bounds.count == 2, let percent = Self.number(halves[1]),
        let from = Self.number(bounds[0]), let to = Self.number(bounds[1]), from < to,
        (0...100).contains(percent), from == (tiers.last?.to ?? 0)
      else { return nil }
      tiers.append(Tier(from: from, to: to, fraction: percent / 100))
    }
    guard !tiers.isEmpty else { return nil }
    self.tiers = tiers
  }

  private static func number(_ text: Substring) -> Double? {
    Double(String(text.filter { $0 != " " }))
  }

  /// What counts of a holding worth `usd`; nothing beyond the last tier does.
  package func usable(of usd: Double) -> Double {
    tiers.reduce(0) { total, tier in
      total + max(0, min(usd, tier.to) - tier.from) * tier.fraction
    }
  }
}
