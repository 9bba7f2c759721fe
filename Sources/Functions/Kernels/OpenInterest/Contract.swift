// What one contract is worth: linear, inverse and quanto, converted before anything is added.

/// How a contract's multiplier is to be read.
package enum ContractKind: Hashable, Sendable {
  /// The multiplier is coin per contract; profit is paid in USD.
  case linear
  /// The multiplier is USD face per contract; profit is paid in coin.
  case inverse
  /// The multiplier is settlement coin per USD price point; the value is USD per settlement coin.
  case quanto(settlementUSD: Double)
}

/// A contract specification: kind and multiplier. Contracts of different kinds or multipliers are
/// never added; their coin or USD amounts are.
package struct Contract: Hashable, Sendable {
  /// How the multiplier is read.
  package let kind: ContractKind
  /// The size of one contract, in the unit the kind says.
  package let multiplier: Double

  /// A specification; a book whose sizes are coin is linear with multiplier 1.
  package init(_ kind: ContractKind, multiplier: Double = 1) {
    self.kind = kind
    self.multiplier = multiplier
  }

  /// The coin amount of `size` contracts at `price`: N·m, N·m/P or N·m·X.
  @inline(__always)
  package func coin(of size: Double, at price: Double) -> Double {
    switch kind {
    case .linear: size * multiplier
    case .inverse: size * multiplier / price
    case .quanto(let settlement): size * multiplier * settlement
    }
  }

  /// The USD amount of `size` contracts at `price`: coin·P, which for inverse is the face alone.
  @inline(__always)
  package func usd(of size: Double, at price: Double) -> Double {
    switch kind {
    case .linear: size * multiplier * price
    case .inverse: size * multiplier
    case .quanto(let settlement): size * multiplier * settlement * price
    }
  }

  /// The profit of `size` long contracts from `entry` to `price`, in the settlement currency:
  /// USD for linear, coin for inverse (N·m·(1/E − 1/P)), settlement coin for quanto.
  package func profit(of size: Double, from entry: Double, to price: Double) -> Metric<Double> {
    guard entry > 0, price > 0 else { return .undefined(.zeroDenominator) }
    let move = kind == .inverse ? 1 / entry - 1 / price : price - entry
    return Metric(number: size * multiplier * move)
  }
}
