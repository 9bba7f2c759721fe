// Compensated addition: the small parts that plain addition drops are kept beside the sum.

/// A running sum with Neumaier's compensation; merges with another sum without losing it.
///
/// Source: Neumaier 1974, ZAMM 54.
package struct NeumaierSum: WindowSummary, Equatable {
  private var sum = 0.0
  private var correction = 0.0

  /// The empty sum.
  package init() {}

  /// A sum of one term.
  package init(_ x: Double) { sum = x }

  /// The sum so far.
  package var value: Double { sum + correction }

  /// Adds a term.
  package mutating func add(_ x: Double) {
    let total = sum + x
    correction += sum.magnitude >= x.magnitude ? (sum - total) + x : (x - total) + sum
    sum = total
  }

  /// Takes a term away again.
  package mutating func subtract(_ x: Double) { add(-x) }

  /// Adds everything another sum holds.
  package mutating func merge(_ other: NeumaierSum) {
    add(other.sum)
    correction += other.correction
  }
}
