// What can be delivered or hedged with: reserves, collateral, lending pools.

/// An amount of one asset, priced, with the share that is not to be counted on.
package struct Holding: Sendable, Equatable {
  /// Units of the asset.
  package let amount: Double
  /// USD per unit.
  package let price: Double
  /// The share cut off, 0 to 1.
  package let haircut: Double
  /// Seconds since it was observed.
  package let age: Double

  /// A holding, fresh and in full unless said.
  package init(amount: Double, price: Double, haircut: Double = 0, age: Double = 0) {
    self.amount = amount
    self.price = price
    self.haircut = haircut
    self.age = age
  }

  /// amount · price · (1 − haircut).
  package var usd: Double { amount * price * (1 - haircut) }
}

/// Metrics of deliverable supply.
package enum Reserves {
  /// A component older than this is stale, in seconds.
  package static let ageLimit = 3600.0

  /// `reserve_usd`: Σ amount·price·(1 − haircut); `stale_input` if a component is over an hour old.
  package static func usd(_ holdings: [Holding]) -> Metric<Double> {
    var total = NeumaierSum()
    for holding in holdings { total.add(holding.usd) }
    let isStale = holdings.contains { $0.age > ageLimit }
    return Metric(number: total.value, flags: isStale ? .staleInput : [])
  }

  /// `reserve`: the same in coin at spot.
  package static func coin(_ holdings: [Holding], spot: Double) -> Metric<Double> {
    usd(holdings).flatMap { .ratio($0, over: spot) }
  }

  /// `pool_utilization`: borrows / (cash + borrows − reserves); above 1 the pool has bad debt.
  ///
  /// Source: Leshner, Hayes 2019, with the pool's own reserves subtracted as deployed models do.
  package static func poolUtilization(
    cash: Double, borrows: Double, poolReserves: Double = 0
  ) -> Metric<Double> {
    .ratio(borrows, over: cash + borrows - poolReserves)
  }
}
