// What longs pay shorts to hold a perpetual.

package import Quantities

/// Metrics of perpetual funding.
package enum Funding {
  /// Hours of a year.
  private static let hoursPerYear = 8760.0

  /// `perp_premium`: (mark − index)/index.
  package static func premium(mark: Double, index: Double) -> Metric<Double> {
    .ratio(mark - index, over: index)
  }

  /// `premium_index`: [max(0, impact bid − index) − max(0, index − impact ask)]/index.
  package static func premiumIndex(
    index: Double, impactBid: Double, impactAsk: Double
  ) -> Metric<Double> {
    .ratio(max(0, impactBid - index) - max(0, index - impactAsk), over: index)
  }

  /// `premium_index` of a book: impact prices are the average fills of a notional on either side.
  package static func premiumIndex(
    of book: Book, index: Double, notional: Double
  ) -> Metric<Double> {
    book.walk(.sell, notional: notional).flatMap(\.averagePrice).flatMap { bid in
      book.walk(.buy, notional: notional).flatMap(\.averagePrice).flatMap { ask in
        premiumIndex(index: index, impactBid: bid, impactAsk: ask)
      }
    }
  }

  /// `funding_predicted`: A + clamp(I − A, ±clamp), then within ±cap; per interval.
  package static func predicted(
    averagePremium: Double, interest: Double, clamp: Double = 0.0005, cap: Double = .infinity
  ) -> Metric<Double> {
    guard clamp >= 0, cap >= 0 else { return .undefined(.domain) }
    let rate = averagePremium + min(clamp, max(-clamp, interest - averagePremium))
    return Metric(number: min(cap, max(-cap, rate)))
  }

  /// `funding_annualized` per year: rate·8760/interval; positive when longs pay shorts.
  package static func annualized(rate: Double, intervalHours: Double) -> Metric<Double> {
    .ratio(rate * hoursPerYear, over: intervalHours)
  }

  /// `funding_apy` per year: (1 + rate)^(8760/interval) − 1.
  package static func compounded(rate: Double, intervalHours: Double) -> Metric<Double> {
    guard rate > -1 else { return .undefined(.domain) }
    return Metric.ratio(hoursPerYear, over: intervalHours).flatMap {
      Metric(number: Real.expm1($0 * Real.log1p(rate)))
    }
  }
}

/// `funding_realized_annualized(w)` per year: payments of the window over its length in years.
///
/// Right across changes of the interval, where averages of annualised rates are not.
package struct RealizedFunding: Sendable {
  private let window: TimeSpan
  private var payments: SlidingSummary<Moments>

  /// Looks back `window`, seven days unless said.
  package init(window: TimeSpan = .days(7)) {
    self.window = window
    payments = SlidingSummary(.time(window))
  }

  /// A payment.
  package mutating func add(rate: Double, at time: Timestamp) { payments.add(rate, at: time) }

  /// The annualised sum of payments in (time − w, time].
  package mutating func value(at time: Timestamp) -> Metric<Double> {
    payments.advance(to: time)
    return .ratio(payments.summary.sum, over: window.seconds / RiskHorizon.year)
  }
}
