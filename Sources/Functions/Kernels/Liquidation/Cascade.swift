// What happens after a shock when liquidations move the price and the price liquidates.

/// A deterministic cascade: a shock, then rounds of liquidations and their price impact.
///
/// The result is the greatest fixed point and does not depend on the order of positions. Relatives:
/// Brunnermeier, Pedersen 2009; Greenwood, Landier, Thesmar 2015; Cont, Schaanning 2017.
package struct Cascade: Sendable {
  /// How forced volume moves the price.
  package enum Impact: Sendable {
    /// κ·Q with κ = 1 % of the price per this much coin of depth within 1 %.
    case linear(depthCoin: Double)
    /// To the last level touched; levels the shock has passed count as consumed.
    case levels(BookLevels)
  }

  /// What a cascade ends in.
  package struct Outcome: Sendable, Equatable {
    /// The price where nothing more is liquidated.
    package let finalPrice: Double
    /// Coin liquidated.
    package let coin: Double
    /// Positions liquidated.
    package let count: Int
    /// Rounds that liquidated something.
    package let rounds: Int
    /// Total move over the shock alone; at least 1.
    package let amplification: Double
    /// USD by which liquidated positions end beyond their bankruptcy price.
    package let shortfall: Double
  }

  private let price: Double
  private let shock: Double
  private let impact: Impact

  /// A shock as a signed fraction of the price.
  package init(price: Double, shock: Double, impact: Impact) {
    self.price = price
    self.shock = shock
    self.impact = impact
  }

  /// `cascade_sim`.
  ///
  /// `domain` unless −1 < shock ≠ 0, `zero_denominator` without price or depth. `truncated` if the
  /// book ran out, `partial` if a liquidated position has no bankruptcy price.
  package func run(_ positions: [LadderPosition]) -> Metric<Outcome> {
    guard price > 0 else { return .undefined(.zeroDenominator) }
    guard shock > -1, shock != 0, shock.isFinite else { return .undefined(.domain) }
    if case .linear(let depth) = impact, depth <= 0 { return .undefined(.zeroDenominator) }
    let isDown = shock < 0
    let queue = positions
      .filter { $0.side == (isDown ? .long : .short) && $0.size > 0 }
      .sorted { isDown ? $0.reaches > $1.reaches : $0.reaches < $1.reaches }
    let start = price * (1 + shock)
    var state = State(price: start)
    while state.done < queue.count, !state.isExhausted {
      let before = state.done
      while state.done < queue.count, isHit(queue[state.done], at: state.price) {
        state.coin.add(queue[state.done].size)
        state.done += 1
      }
      guard state.done > before else { break }
      state.rounds += 1
      move(&state, from: start)
    }
    return outcome(state, hit: queue.prefix(state.done), from: start)
  }

  private struct State {
    var price: Double
    var coin = NeumaierSum()
    var done = 0
    var rounds = 0
    var isExhausted = false
  }

  private func isHit(_ position: LadderPosition, at price: Double) -> Bool {
    shock < 0 ? position.liquidationPrice >= price : position.liquidationPrice <= price
  }

  private func move(_ state: inout State, from start: Double) {
    let forced = state.coin.value
    switch impact {
    case .linear(let depth):
      let kappa = 0.01 * price / depth
      state.price = max(0, start + (shock < 0 ? -kappa : kappa) * forced)
    case .levels(let levels):
      var absorbed = 0.0
      let slack = 1e-12 * start
      for index in levels.prices.indices {
        let level = levels.prices[index]
        guard shock < 0 ? level <= start + slack : level >= start - slack else { continue }
        absorbed += levels.sizes[index]
        state.price = level
        if absorbed >= forced * (1 - 1e-12) { return }
      }
      state.isExhausted = true
    }
  }

  private func outcome(
    _ state: State, hit: ArraySlice<LadderPosition>, from start: Double
  ) -> Metric<Outcome> {
    var flags: MetricFlags = state.isExhausted ? .truncated : []
    var shortfall = NeumaierSum()
    for position in hit {
      guard let bankruptcy = position.bankruptcyPrice else {
        flags.insert(.partial)
        continue
      }
      let beyond = shock < 0 ? bankruptcy - state.price : state.price - bankruptcy
      shortfall.add(max(0, beyond) * position.size)
    }
    let amplification = (price - state.price) / (price - start)
    guard amplification.isFinite else { return .undefined(.domain, flags: flags) }
    return Metric(
      Outcome(
        finalPrice: state.price, coin: state.coin.value, count: state.done, rounds: state.rounds,
        amplification: amplification, shortfall: shortfall.value), flags: flags)
  }

  /// `cascade_r`: κ·ℓ, price impact times liquidation density beside the mark, in coin per USD.
  package static func ratio(
    price: Double, depthCoin: Double, densityPerUSD: Double
  ) -> Metric<Double> {
    .ratio(0.01 * price * densityPerUSD, over: depthCoin)
  }

  /// `amplification_limit`: 1/(1 − R); +∞ from R = 1, where a cascade sustains itself.
  package static func amplificationLimit(ratio: Double) -> Metric<Double> {
    guard ratio.isFinite else { return .undefined(.domain) }
    return ratio >= 1 ? Metric(.infinity) : Metric(1 / (1 - ratio))
  }
}

extension LadderPosition {
  /// The order of a cascade: by liquidation price, then by size, so that sums never depend on the
  /// order of the input.
  fileprivate var reaches: (Double, Double) { (liquidationPrice, size) }
}
