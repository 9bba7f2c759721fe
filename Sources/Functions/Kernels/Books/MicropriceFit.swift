// The adjustment of the micro-price, fitted to the market's own past while its book is replayed.

import Quantities

/// `microprice_stoikov`: mid + g(I, spread), g from how the mid has moved out of each state.
///
/// A state is a tenth of imbalance at the touch and a spread of one, two or more of the smallest
/// spreads seen. From look to look states follow each other, with or without a move of the mid;
/// every look counts for its mirror image too. G₁ = (I − Q)⁻¹R is the next move to expect,
/// B = (I − Q)⁻¹T where it leads, and g = Σ BᵏG₁ over six moves. The table is taken anew each
/// minute. Source: Stoikov 2018, Quantitative Finance 18(12).
package struct MicropriceFit: Sendable {
  private static let tenths = 10
  private static let spreads = 3
  private static let states = tenths * spreads
  private static let moves = 6
  private static let least = 300
  private static let refit: Int64 = 60_000_000_000

  private struct Look {
    let imbalance: Double
    let spread: Double
    let mid: Double
  }

  private var step = Double.infinity
  private var last: Look?
  private var seen = 0
  private var fitted: (table: MicropriceTable, at: Int64)?
  private var stays = Self.square
  private var leads = Self.square
  private var moved = [Double](repeating: 0, count: states)
  private var visits = [Double](repeating: 0, count: states)

  private static var square: [[Double]] {
    Array(repeating: Array(repeating: 0, count: states), count: states)
  }

  /// Nothing seen.
  package init() {}

  /// The micro-price of a book; `warmup` until three hundred steps have been seen.
  package mutating func price(of book: Book, at time: Int64) -> Metric<Double> {
    let total = book.bids.size(0) + book.asks.size(0)
    guard let mid = book.mid.value, let spread = book.spread.value else {
      last = nil
      return .undefined(book.mid.reason ?? .warmup)
    }
    guard total > 0, spread > 0 else {
      last = nil
      return .undefined(.zeroDenominator)
    }
    if spread < step * (1 - 1e-9) { restart(step: spread) }
    let look = Look(imbalance: book.bids.size(0) / total, spread: spread, mid: mid)
    if let last { note(from: last, to: look) }
    last = look
    guard seen >= Self.least else { return .undefined(.warmup) }
    if fitted.map({ time &- $0.at >= Self.refit }) ?? true { fitted = (table(), time) }
    return fitted.map { book.microprice(adjustedBy: $0.table) } ?? .undefined(.warmup)
  }

  /// A smaller spread has been seen: what was counted in larger ones is worth nothing.
  private mutating func restart(step spread: Double) {
    self = MicropriceFit()
    step = spread
  }

  private func state(_ look: Look, isMirrored: Bool = false) -> Int {
    let imbalance = isMirrored ? 1 - look.imbalance : look.imbalance
    let row = Int(min(Double(Self.tenths - 1), max(0, imbalance * Double(Self.tenths))))
    let wide = (look.spread / step - 1e-9).rounded(.up) - 1
    return row * Self.spreads + Int(min(Double(Self.spreads - 1), max(0, wide)))
  }

  private mutating func note(from old: Look, to new: Look) {
    seen += 1
    for isMirrored in [false, true] {
      let (from, to) = (state(old, isMirrored: isMirrored), state(new, isMirrored: isMirrored))
      visits[from] += 1
      if new.mid == old.mid {
        stays[from][to] += 1
      } else {
        leads[from][to] += 1
        moved[from] += isMirrored ? old.mid - new.mid : new.mid - old.mid
      }
    }
  }

  private func table() -> MicropriceTable {
    // One elimination for the moves and for where they lead: [I − Q | R | T].
    let n = Self.states
    var rows = (0..<n).map { i -> [Double] in
      let count = max(1, visits[i])
      let left = (0..<n).map { (i == $0 ? 1.0 : 0) - stays[i][$0] / count }
      return left + [moved[i] / count] + leads[i].map { $0 / count }
    }
    Self.eliminate(&rows)
    var term = rows.map { $0[n] }
    var g = term
    for _ in 1..<Self.moves {
      term = rows.map { row in (0..<n).reduce(0) { $0 + row[n + 1 + $1] * term[$1] } }
      for i in 0..<n { g[i] += term[i] }
    }
    let cells = (0..<Self.tenths).map { row in
      (0..<Self.spreads).map { g[row * Self.spreads + $0] }
    }
    return MicropriceTable(spreadStep: step, rows: cells)
  }

  /// Gauss and Jordan, by the largest pivot; a state that never ends in a move stays at 0.
  private static func eliminate(_ rows: inout [[Double]]) {
    for column in rows.indices {
      guard
        let pivot = (column..<rows.count).max(by: {
          rows[$0][column].magnitude < rows[$1][column].magnitude
        }), rows[pivot][column].magnitude > 1e-12
      else {
        for index in (rows.count)..<rows[column].count { rows[column][index] = 0 }
        continue
      }
      rows.swapAt(column, pivot)
      let scale = 1 / rows[column][column]
      for index in rows[column].indices { rows[column][index] *= scale }
      for other in rows.indices where other != column && rows[other][column] != 0 {
        let factor = rows[other][column]
        for index in rows[other].indices { rows[other][index] -= factor * rows[column][index] }
      }
    }
  }
}
