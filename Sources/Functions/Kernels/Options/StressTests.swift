// Full-repricing stress tests of an option book, and the solvency they leave.

/// A grid of price and volatility shocks.
package struct StressGrid: Sendable, Equatable {
  /// Relative price shocks, the rows.
  package let priceShocks: [Double]
  /// Relative volatility shocks, the columns.
  package let volShocks: [Double]

  /// ±16 %, ±8 % and none against −25 %, 0 and +50 % volatility unless said.
  package init(
    priceShocks: [Double] = [-0.16, -0.08, 0, 0.08, 0.16], volShocks: [Double] = [-0.25, 0, 0.5]
  ) {
    self.priceShocks = priceShocks
    self.volShocks = volShocks
  }

  /// The profits of a book over the grid.
  package struct Result: Sendable, Equatable {
    /// USD, rows by price shock, columns by volatility shock.
    package let profits: [[Double]]
    /// `stress_loss` in USD: max(0, −worst).
    package let loss: Double
    /// The shocks of the worst cell; of equals the first.
    package let worst: (price: Double, vol: Double)

    package static func == (a: Result, b: Result) -> Bool {
      a.profits == b.profits && a.worst == b.worst
    }
  }

  /// `stress_grid`; `domain` for an empty grid or a shock that leaves no price.
  package func run(on book: OptionBook) -> Metric<Result> {
    var flags: MetricFlags = []
    var profits: [[Double]] = []
    var worst: (profit: Double, price: Double, vol: Double)?
    for price in priceShocks {
      var row: [Double] = []
      for vol in volShocks {
        let cell = book.profit(move: price, volMove: vol)
        guard let profit = cell.value else { return .undefined(.domain) }
        flags.formUnion(cell.flags)
        row.append(profit)
        if profit < worst?.profit ?? .infinity { worst = (profit, price, vol) }
      }
      profits.append(row)
    }
    guard let worst else { return .undefined(.domain) }
    return Metric(
      Result(profits: profits, loss: max(0, -worst.profit), worst: (worst.price, worst.vol)),
      flags: flags)
  }
}

/// `scan_loss`: sixteen scenarios of price and volatility in the manner of SPAN.
package struct ScanRange: Sendable, Equatable {
  /// The price range, relative.
  package let price: Double
  /// The volatility range, relative.
  package let vol: Double
  /// How many ranges the extreme moves go.
  package let extremeMultiple: Double
  /// The share of an extreme loss that counts.
  package let extremeCover: Double

  /// Venue parameters; extreme moves of three ranges count for a third unless said.
  package init(
    price: Double, vol: Double, extremeMultiple: Double = 3, extremeCover: Double = 0.33
  ) {
    self.price = price
    self.vol = vol
    self.extremeMultiple = extremeMultiple
    self.extremeCover = extremeCover
  }

  /// The profits and the largest loss.
  package struct Result: Sendable, Equatable {
    /// USD: moves 0, ±1/3, ±2/3, ±1 (up first) each with volatility up then down; extreme up, down.
    package let profits: [Double]
    /// max(0, −worst).
    package let loss: Double
    /// The index of the worst scenario; of equals the first.
    package let worst: Int
  }

  /// Reprices a book in every scenario.
  package func run(on book: OptionBook) -> Metric<Result> {
    let thirds = [0, 1.0 / 3, -1.0 / 3, 2.0 / 3, -2.0 / 3, 1, -1]
    var cells = thirds.flatMap { third in
      [vol, -vol].map { book.profit(move: third * price, volMove: $0) }
    }
    cells += [1, -1].map { direction in
      book.profit(move: direction * extremeMultiple * price, volMove: 0)
        .map { $0 * extremeCover }
    }
    let profits = cells.compactMap(\.value)
    guard profits.count == cells.count,
      let worst = profits.indices.min(by: { profits[$0] < profits[$1] })
    else { return .undefined(.domain) }
    return Metric(
      Result(profits: profits, loss: max(0, -profits[worst]), worst: worst),
      flags: cells.reduce(into: []) { $0.formUnion($1.flags) })
  }
}

/// Collateral against liabilities under stress.
package struct Solvency: Sendable, Equatable {
  /// USD of collateral after haircuts.
  package let collateral: Double
  /// USD owed at market.
  package let liability: Double
  /// USD a stress would add.
  package let stressLoss: Double

  /// An alarm is due below this ratio.
  package static let alarmRatio = 1.1

  /// What a protocol holds and owes.
  package init(holdings: [Holding], liability: Double, stressLoss: Double) {
    collateral = Reserves.usd(holdings).coalesced(.nan)
    self.liability = liability
    self.stressLoss = stressLoss
  }

  /// `solvency_ratio`; `zero_denominator` if nothing is owed.
  package var ratio: Metric<Double> { .ratio(collateral, over: liability + stressLoss) }

  /// `risk_adjusted_capital` in USD.
  package var riskAdjustedCapital: Metric<Double> {
    Metric(number: collateral - liability - stressLoss)
  }
}
