// Large orders that leave as soon as the other side has traded.

package import Quantities

/// One order's life.
package struct OrderLife: Sendable, Equatable {
  /// How an order ended.
  package enum End: String, Sendable, CaseIterable {
    /// Withdrawn.
    case cancel
    /// Traded in full.
    case fill
  }

  /// When it was added.
  package let added: Timestamp
  /// When it ended.
  package let ended: Timestamp
  /// The side it rested on.
  package let side: BookSide
  /// Coin submitted.
  package let size: Double
  /// Coin traded.
  package let filled: Double
  /// How it ended.
  package let end: End

  /// A life; `span` is from added to ended.
  package init(
    span: ClosedRange<Timestamp>, side: BookSide, size: Double, outcome: (filled: Double, end: End)
  ) {
    added = span.lowerBound
    ended = span.upperBound
    self.side = side
    self.size = size
    filled = outcome.filled
    end = outcome.end
  }
}

/// What counts as spoof-like.
package struct SpoofRule: Sendable, Equatable {
  /// The least size, usually the 95 % quantile of resting sizes.
  package let minimumSize: Double
  /// The largest filled share.
  package let maximumFill: Double
  /// The longest life.
  package let maximumLife: TimeSpan

  /// At most 5 % filled within 5 s unless said.
  package init(
    minimumSize: Double, maximumFill: Double = 0.05, maximumLife: TimeSpan = .seconds(5)
  ) {
    self.minimumSize = minimumSize
    self.maximumFill = maximumFill
    self.maximumLife = maximumLife
  }

  /// The score and how many orders made it.
  package struct Score: Sendable, Equatable {
    /// Σ unfilled of spoof-like orders / Σ submitted, 0…1.
    package let share: Double
    /// How many orders were spoof-like.
    package let count: Int
  }

  /// `spoof_score`: large orders, cancelled nearly unfilled and soon, while which the opposite
  /// side was executed: an ask lifted while a bid rested, a bid hit while an ask did.
  ///
  /// After Lee, Eom, Park 2013 and Cartea, Jaimungal, Wang 2020.
  package func score(
    orders: [OrderLife], trades: [(time: Timestamp, taker: Taker)]
  ) -> Metric<Score> {
    let buys = trades.filter { $0.taker == .buy }.map(\.time).sorted()
    let sells = trades.filter { $0.taker == .sell }.map(\.time).sorted()
    var submitted = NeumaierSum()
    var unfilled = NeumaierSum()
    var count = 0
    for order in orders {
      submitted.add(order.size)
      guard isSuspect(order),
        Self.hasTrade(order.side == .bid ? buys : sells, after: order.added, through: order.ended)
      else { continue }
      unfilled.add(order.size - order.filled)
      count += 1
    }
    return Metric.ratio(unfilled.value, over: submitted.value)
      .map { Score(share: min(1, max(0, $0)), count: count) }
  }

  private func isSuspect(_ order: OrderLife) -> Bool {
    order.end == .cancel && order.size >= minimumSize
      && order.filled <= maximumFill * order.size && order.ended - order.added <= maximumLife
  }

  private static func hasTrade(
    _ times: [Timestamp], after start: Timestamp, through end: Timestamp
  ) -> Bool {
    let next = times.indices.firstPlace { times[$0] > start }
    return next < times.count && times[next] <= end
  }
}
