// Forced closings: a trickle on quiet minutes, and in the cascade as many as the positions lost.

/// One liquidation.
struct Liquidation {
  /// The second of the day, counted from the start.
  let second: Int
  /// The place of its market among the chosen ones, to order events of one second.
  let order: Int
  let dollars: Int
  let isLong: Bool

  var minute: Int { second / 60 }

  /// All liquidations of a market, in time order.
  static func all(of market: LatentMarket, order: Int) -> [Liquidation] {
    var chance = Xoshiro256(seed: market.seed, stream: market.instrument.stream("liquidations"))
    let isBusy = market.instrument.asset == "BTC"
    var found: [Liquidation] = []
    for minute in market.states.indices {
      let forced = market.forcedDollars(at: minute)
      // A feed that says nothing for an hour counts as lost, so the busiest market never does.
      let isBack = minute == market.story.outage.upperBound
      let isDue = isBusy ? minute % 30 == 0 || isBack : minute == 0
      if forced > 0 {
        found += split(forced, at: minute, order: order, &chance)
      } else if isDue || chance.uniform() < 0.05 {
        let dollars = Int(market[minute].openInterest * market[minute].price * 2e-5)
        let size = max(1, Int(Double(dollars) * chance.uniform(0.3, 3)))
        found.append(
          Liquidation(
            second: minute * 60 + chance.whole(0, 59), order: order, dollars: size,
            isLong: chance.uniform() < 0.55))
      }
    }
    return found
  }

  private static func split(
    _ dollars: Double, at minute: Int, order: Int, _ chance: inout Xoshiro256
  ) -> [Liquidation] {
    let count = chance.whole(3, 7)
    let weights = (0..<count).map { _ in chance.uniform(0.2, 1) }
    let seconds = (0..<count).map { _ in chance.whole(0, 59) }.sorted()
    let total = weights.reduce(0, +)
    return zip(weights, seconds).map { weight, second in
      Liquidation(
        second: minute * 60 + second, order: order,
        dollars: max(1, Int(dollars * weight / total)), isLong: chance.uniform() < 0.97)
    }
  }
}

extension LatentMarket {
  /// The USD closed by force in the minute before: a little over half of what the cascade flushes.
  func forcedDollars(at minute: Int) -> Double {
    let flushed = story.flush(minute) - story.flush(minute - 1)
    guard minute > story.crash, flushed > 0.0001 else { return 0 }
    return 0.55 * flushed * self[story.crash].openInterest * self[minute].price
  }
}
