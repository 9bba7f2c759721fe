// What carrying the coin earns after financing and fees, either way round.

/// The financing terms of a carry trade, per year except the fees.
package struct CarryTerms: Sendable, Equatable {
  /// Cost of borrowing USD.
  package var borrowUSD: Double
  /// Cost of borrowing the coin; nil if it cannot be borrowed.
  package var borrowCoin: Double?
  /// Yield of lending USD.
  package var lendUSD: Double
  /// Fees of both legs, in and out, as a fraction of notional.
  package var fees: Double
  /// Days the trade is held, over which the fees are spread.
  package var holdingDays: Double

  /// Free money and no fees, held for a month, until set otherwise.
  package init() {
    borrowUSD = 0
    borrowCoin = nil
    lendUSD = 0
    fees = 0
    holdingDays = 30
  }

  private var feesPerYear: Metric<Double> { .ratio(fees * 365, over: holdingDays) }

  /// `carry_net` per year: basis − USD borrow − fees; long coin, short future.
  ///
  /// For a perpetual the annualised funding takes the place of the basis.
  package func net(basis: Double) -> Metric<Double> {
    feesPerYear.flatMap { Metric(number: basis - borrowUSD - $0) }
  }

  /// `carry_reverse_net` per year: −basis − coin borrow + USD lending − fees; short coin.
  package func reverseNet(basis: Double) -> Metric<Double> {
    guard let borrowCoin else { return .undefined(.notSupported) }
    return feesPerYear.flatMap { Metric(number: -basis - borrowCoin + lendUSD - $0) }
  }
}

/// A call and a put of one strike and expiry.
package struct ParityPair: Sendable, Equatable {
  /// The strike in USD.
  package let strike: Double
  /// Premium of the call.
  package let call: Double
  /// Premium of the put.
  package let put: Double

  /// A pair of premia, in USD or both in coin.
  package init(strike: Double, call: Double, put: Double) {
    self.strike = strike
    self.call = call
    self.put = put
  }

  /// `implied_forward` in USD by put-call parity: K + e^(rT)·(C − P).
  ///
  /// Coin premia need the index that turns them into USD.
  package func forward(years: Double, rate: Double, coinIndex: Double = 1) -> Metric<Double> {
    guard strike > 0, coinIndex > 0, years >= 0 else { return .undefined(.domain) }
    return Metric(number: strike + Real.exp(rate * years) * coinIndex * (call - put))
  }

  /// The forward from several strikes: the two nearest a first estimate, averaged.
  package static func forward(
    _ pairs: [ParityPair], years: Double, rate: Double, coinIndex: Double = 1
  ) -> Metric<Double> {
    let estimates = pairs.compactMap { pair in
      pair.forward(years: years, rate: rate, coinIndex: coinIndex).value.map { (pair.strike, $0) }
    }
    return Quantiles.median(estimates.map(\.1)).flatMap { center in
      let nearest = estimates.sorted {
        (($0.0 - center).magnitude, $0.0) < (($1.0 - center).magnitude, $1.0)
      }.prefix(2)
      return .ratio(nearest.map(\.1).reduce(0, +), over: Double(nearest.count))
    }
  }
}
