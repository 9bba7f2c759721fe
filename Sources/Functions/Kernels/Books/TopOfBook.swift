// What the best levels say: mid, spread, micro-price, imbalance.

extension Book {
  /// `mid`: (a₁ + b₁)/2 in USD.
  package var mid: Metric<Double> {
    Metric { () throws(Undefined) in
      let best = try best()
      return (best.ask + best.bid) / 2
    }.finite
  }

  /// `spread`: a₁ − b₁ in USD.
  package var spread: Metric<Double> {
    Metric { () throws(Undefined) in
      let best = try best()
      return best.ask - best.bid
    }.finite
  }

  /// `spread_bps`: 1e4·(a₁ − b₁)/mid.
  package var spreadBps: Metric<Double> {
    spread.flatMap { width in mid.flatMap { .ratio(1e4 * width, over: $0) } }
  }

  /// `microprice`: I·a₁ + (1 − I)·b₁ with I = Q_b/(Q_b + Q_a); in USD.
  ///
  /// Source: the size-weighted mid of Stoikov 2018, Quantitative Finance 18(12).
  package var microprice: Metric<Double> {
    Metric { () throws(Undefined) in
      let best = try best()
      let total = bids.size(0) + asks.size(0)
      guard total > 0 else { throw .zeroDenominator }
      return best.bid + bids.size(0) / total * (best.ask - best.bid)
    }.finite
  }

  /// `microprice_stoikov`: mid + g(I, spread) with g from a fitted table.
  package func microprice(adjustedBy table: MicropriceTable) -> Metric<Double> {
    Metric { () throws(Undefined) in
      let middle = try mid.get()
      let total = bids.size(0) + asks.size(0)
      guard total > 0 else { throw .zeroDenominator }
      return middle + table.adjustment(imbalance: bids.size(0) / total, spread: try spread.get())
    }.finite
  }

  /// `touch_size`: half the coins at the two best prices, what `ofi_norm` divides by.
  package var touchSize: Metric<Double> {
    Metric { () throws(Undefined) in
      _ = try best()
      return (coin(bids, 0) + coin(asks, 0)) / 2
    }.finite
  }

  /// `book_imbalance(n)`: (ΣQ_b − ΣQ_a)/(ΣQ_b + ΣQ_a) over up to n levels per side, in [−1, 1].
  package func imbalance(levels n: Int = 5) -> Metric<Double> {
    Metric { () throws(Undefined) in
      _ = try best()
      guard n > 0 else { throw .domain }
      let bid = bids.sizes.prefix(n).reduce(0, +)
      let ask = asks.sizes.prefix(n).reduce(0, +)
      return (bid - ask) / (bid + ask)
    }.finite
  }
}

/// A fitted table of micro-price adjustments: rows by imbalance, columns by spread.
package struct MicropriceTable: Sendable {
  private let spreadStep: Double
  private let rows: [[Double]]

  /// Rows split imbalance 0…1 evenly; column k holds spreads up to (k + 1)·`spreadStep`.
  package init(spreadStep: Double, rows: [[Double]]) {
    self.spreadStep = spreadStep
    self.rows = rows
  }

  private static func place(_ x: Double, of count: Int) -> Int {
    Int(min(Double(count - 1), max(0, x)))
  }

  /// The fitted g; 0 where the table has no cell.
  package func adjustment(imbalance: Double, spread: Double) -> Double {
    guard !rows.isEmpty, spreadStep > 0, imbalance.isFinite, spread.isFinite else { return 0 }
    let row = rows[Self.place(imbalance * Double(rows.count), of: rows.count)]
    guard !row.isEmpty else { return 0 }
    return row[Self.place((spread / spreadStep).rounded(.up) - 1, of: row.count)]
  }
}
