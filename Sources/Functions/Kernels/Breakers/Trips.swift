// Signals that ask for a halt or a speed bump: advice to a human, never an order.

package import Quantities

/// `velocity_trip`: |P(t)/P(t − w) − 1| ≥ θ.
package struct VelocityTrip: Sendable {
  private let window: TimeSpan
  private let limit: Double
  private var prices: AsOfSeries

  /// 1 % within a second unless said.
  package init(window: TimeSpan = .seconds(1), limit: Double = 0.01) {
    self.window = window
    self.limit = limit
    prices = AsOfSeries(memory: window)
  }

  /// Whether this price trips; `warmup` before the window has a past.
  package mutating func add(price: Double, at time: Timestamp) -> Metric<Bool> {
    prices.add(price, at: time)
    return prices.value(at: time - window).flatMap { .ratio(price, over: $0) }
      .map { ($0 - 1).magnitude >= limit }
  }
}

/// `vacuum_trip`: the thinner side's 1 % depth below 5 % of its hourly median for 5 s.
package struct VacuumTrip: Sendable {
  private static let share = 0.05
  private static let patience = TimeSpan.seconds(5)
  private var norm = RollingQuantile(.time(.hours(1)))
  private var thin = UnbrokenRun()

  /// No depth seen.
  package init() {}

  /// Whether this depth trips; `zero_denominator` while the median itself is 0.
  package mutating func add(depthMinimum: Double, at time: Timestamp) -> Metric<Bool> {
    norm.add(depthMinimum, at: time)
    return norm.median.flatMap { .ratio(depthMinimum, over: $0) }.map { share in
      thin.update(share < Self.share, at: time)
      return thin.reached(Self.patience, at: time)
    }
  }
}

/// `halt_signal`: a volatility band breached for 3 s, or a velocity or vacuum trip; then quiet for
/// five minutes.
package struct HaltSignal: Sendable {
  private static let patience = TimeSpan.seconds(3)
  private static let refractory = TimeSpan.seconds(300)
  private var breach = UnbrokenRun()
  private var lastSignal: Timestamp?

  /// No signal yet.
  package init() {}

  /// Whether to signal now. Unknown inputs neither signal nor prevent the others from it.
  package mutating func update(
    bandDistance: Double?, velocity: Bool?, vacuum: Bool?, at time: Timestamp
  ) -> Bool {
    breach.update(bandDistance.map { $0 < 0 }, at: time)
    let isTripped = breach.reached(Self.patience, at: time) || velocity == true || vacuum == true
    if let last = lastSignal, time - last < Self.refractory { return false }
    if isTripped { lastSignal = time }
    return isTripped
  }
}

/// `speed_bump_signal`: makers lose on every fill for 30 s, so takers should be delayed.
package struct SpeedBumpSignal: Sendable {
  private static let patience = TimeSpan.seconds(30)
  private var losing = UnbrokenRun()

  /// No signal yet.
  package init() {}

  /// Whether the 5 s realised spread stays below 0 while price impact is in its top twentieth.
  package mutating func update(
    realizedBps: Double?, impactPercentile: Double?, at time: Timestamp
  ) -> Bool {
    let isLosing = realizedBps.map { $0 < 0 } == true && impactPercentile.map { $0 >= 0.95 } == true
    losing.update(isLosing, at: time)
    return losing.reached(Self.patience, at: time)
  }
}
