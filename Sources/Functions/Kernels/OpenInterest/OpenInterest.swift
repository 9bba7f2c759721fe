// Open interest: its size in comparable units, its speed, and what it says about new positions.

package import Quantities

/// Metrics of open interest.
package enum OpenInterest {
  /// One-sided open interest in the three units.
  package struct Amount: Sendable, Equatable {
    /// Contracts of one side.
    package let contracts: Double
    /// Coin (delta equivalent for quanto).
    package let coin: Double
    /// USD.
    package let usd: Double
  }

  /// `oi`, `oi_usd`, `oi_contracts`: reported contracts, halved if the feed counts both sides.
  ///
  /// A missing or non-positive mark is `zero_denominator`; `sides` other than 1 or 2 is `domain`.
  package static func amount(
    contracts: Double, of contract: Contract, mark: Double, sides: Int = 1
  ) -> Metric<Amount> {
    guard sides == 1 || sides == 2 else { return .undefined(.domain) }
    guard mark > 0 else { return .undefined(.zeroDenominator) }
    let size = contracts / Double(sides)
    let coin = contract.coin(of: size, at: mark)
    let usd = contract.usd(of: size, at: mark)
    guard size.isFinite, coin.isFinite, usd.isFinite else { return .undefined(.domain) }
    return Metric(Amount(contracts: size, coin: coin, usd: usd))
  }

  /// `oi_reserve_ratio` (estimated leverage ratio): open interest over reserves, both in USD.
  package static func reserveRatio(oiUSD: Double, reserveUSD: Double) -> Metric<Double> {
    .ratio(oiUSD, over: reserveUSD)
  }

  /// `oi_mcap_ratio`: open interest over circulating supply at spot.
  package static func marketCapRatio(
    oiUSD: Double, circulating: Double, spot: Double
  ) -> Metric<Double> {
    .ratio(oiUSD, over: circulating * spot)
  }

  /// `new_position_rate`: ΔOI / volume, in contracts; the share of trades that opened two
  /// positions minus the share that closed two. Beyond ±1 it is clamped as `inconsistent_feed`.
  package static func newPositionRate(
    oiStart: Double, oiEnd: Double, volume: Double
  ) -> Metric<Double> {
    Metric.ratio(oiEnd - oiStart, over: volume).flatMap { rate in
      Metric(number: min(1, max(-1, rate)), flags: rate.magnitude > 1 ? .inconsistentFeed : [])
    }
  }

  /// `oi_turnover` in 1/day: average daily volume over open interest.
  package static func turnover(averageDailyUSD: Double, oiUSD: Double) -> Metric<Double> {
    .ratio(averageDailyUSD, over: oiUSD)
  }

  /// `cover_days`: how many average days of volume the open interest is.
  ///
  /// Source: Hong, Li, Ni, Scheinkman, Yan 2015, NBER WP 21166.
  package static func coverDays(oiUSD: Double, averageDailyUSD: Double) -> Metric<Double> {
    .ratio(oiUSD, over: averageDailyUSD)
  }

  /// What changes of open interest and price say together.
  package enum Quadrant: String, Sendable, CaseIterable {
    /// Open interest and price rise.
    case longBuild = "long_build"
    /// Open interest rises, price falls.
    case shortBuild = "short_build"
    /// Open interest falls, price rises.
    case shortCover = "short_cover"
    /// Both fall.
    case longUnwind = "long_unwind"
    /// Either change is within its dead band.
    case neutral
  }

  /// `oi_quadrant`: the signs of (ΔOI, ΔP) outside the dead bands.
  package static func quadrant(
    oiChange: Double, priceChange: Double, oiBand: Double = 0, priceBand: Double = 0
  ) -> Quadrant {
    guard oiChange.magnitude > oiBand, priceChange.magnitude > priceBand else { return .neutral }
    return switch (oiChange > 0, priceChange > 0) {
    case (true, true): .longBuild
    case (true, false): .shortBuild
    case (false, true): .shortCover
    case (false, false): .longUnwind
    }
  }
}

/// The speed of open interest over a look-back w, by as-of sampling of polls.
///
/// Feed it contracts (converted once afterwards) so that price moves do not look like positions.
package struct OpenInterestMotion: Sendable {
  private let window: TimeSpan
  private var series: AsOfSeries

  /// Looks back `window`, five minutes unless said.
  package init(window: TimeSpan = .seconds(300)) {
    self.window = window
    series = AsOfSeries(memory: window * 2)
  }

  /// A new poll.
  package mutating func add(_ openInterest: Double, at time: Timestamp) {
    series.add(openInterest, at: time)
  }

  /// `oi_velocity`: (OI(t) − OI(t − w)) / w per second; `warmup` before w of history.
  package func velocity(at time: Timestamp) -> Metric<Double> {
    Metric { () throws(Undefined) in try change(at: time) / seconds() }.finite
  }

  /// `oi_accel`: (OI(t) − 2·OI(t − w) + OI(t − 2w)) / w² per second².
  package func acceleration(at time: Timestamp) -> Metric<Double> {
    Metric { () throws(Undefined) in
      let later = try change(at: time)
      let earlier = try change(at: time - window)
      let w = try seconds()
      return (later - earlier) / (w * w)
    }.finite
  }

  /// `oi_growth`: ln(OI(t) / OI(t − w)); `zero_denominator` unless both are above 0.
  package func growth(at time: Timestamp) -> Metric<Double> {
    Metric { () throws(Undefined) in
      let now = try series.value(at: time).get()
      let then = try series.value(at: time - window).get()
      guard now > 0, then > 0 else { throw .zeroDenominator }
      return Real.log(now / then)
    }.finite
  }

  /// The change over the window that ends at `time`.
  package func change(at time: Timestamp) throws(Undefined) -> Double {
    try series.value(at: time).get() - series.value(at: time - window).get()
  }

  private func seconds() throws(Undefined) -> Double {
    guard window.nanoseconds > 0 else { throw .domain }
    return window.seconds
  }
}
