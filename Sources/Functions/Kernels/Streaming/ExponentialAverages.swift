// The three exponential averages, which are never mixed: of events, of a state, of a rate.

package import Quantities

/// Σ xᵢ·2^(−(t−tᵢ)/hl) / Σ 2^(−(t−tᵢ)/hl) over observations, evaluated at the last one.
package struct EventAverage: Sendable {
  private let halfLife: TimeSpan
  private var weighted = 0.0
  private var weight = 0.0
  private var last: Timestamp?

  /// No observations yet.
  package init(halfLife: TimeSpan) { self.halfLife = halfLife }

  /// Adds an observation; what is not finite is ignored, or it would stay for ever.
  package mutating func add(_ x: Double, at time: Timestamp) {
    guard x.isFinite else { return }
    let decay = last.map { halvings($0, time, halfLife) }.map { Real.exp2(-$0) } ?? 0
    weighted = decay * weighted + x
    weight = decay * weight + 1
    last = time
  }

  /// The average at the last observation; `warmup` before the first.
  package var value: Metric<Double> {
    last == nil ? .undefined(.warmup) : .ratio(weighted, over: weight)
  }
}

/// The time-weighted exponential mean of a piecewise-constant state since its first sample.
///
/// Σ xᵢ(e^(−β(t−tᵢ₊₁)) − e^(−β(t−tᵢ))) / (1 − e^(−β(t−t₁))), β = ln 2 / hl. For depth, spread and
/// open interest, whose updates are irregular but whose value holds in between.
package struct StateAverage: Sendable {
  private let halfLife: TimeSpan
  private var weighted = 0.0
  private var state: (value: Double, since: Timestamp)?
  private var start: Timestamp?

  /// No state yet.
  package init(halfLife: TimeSpan) { self.halfLife = halfLife }

  /// The state changes to `x`; what is not finite is ignored.
  package mutating func add(_ x: Double, at time: Timestamp) {
    guard x.isFinite else { return }
    if let state { weighted = integral(of: state, until: time) }
    if start == nil { start = time }
    state = (x, time)
  }

  /// The mean at `time`; `warmup` before the first sample.
  package func value(at time: Timestamp) -> Metric<Double> {
    guard let start, let state else { return .undefined(.warmup) }
    let total = -Real.expm1(-Real.ln2 * halvings(start, time, halfLife))
    guard total > 0 else { return Metric(number: state.value) }
    return .ratio(integral(of: state, until: time), over: total)
  }

  private func integral(of state: (value: Double, since: Timestamp), until t: Timestamp) -> Double {
    let gone = Real.expm1(-Real.ln2 * halvings(state.since, t, halfLife))
    return weighted * (1 + gone) - state.value * gone
  }
}

/// β·Σ qᵢ·2^(−(t−tᵢ)/hl) / (1 − 2^(−(t−t₀)/hl)): an amount per second that decays between events.
///
/// `liq_intensity` is that of liquidated USD with a half-life of 20 s, each side on its own; from a
/// sampled feed it is a lower bound.
package struct DecayedRate: Sendable {
  private let halfLife: TimeSpan
  private let start: Timestamp
  private var total = 0.0
  private var last: Timestamp

  /// A stream that starts at `start`, before its first event.
  package init(halfLife: TimeSpan, start: Timestamp) {
    self.halfLife = halfLife
    self.start = start
    last = start
  }

  /// Adds an amount; what is not finite is ignored.
  package mutating func add(_ amount: Double, at time: Timestamp) {
    guard amount.isFinite else { return }
    total = total * Real.exp2(-halvings(last, time, halfLife)) + amount
    last = time
  }

  /// The rate per second at `time`, corrected for the short history; `warmup` at the start itself.
  package func value(at time: Timestamp) -> Metric<Double> {
    let seen = -Real.expm1(-Real.ln2 * halvings(start, time, halfLife))
    guard seen > 0 else { return .undefined(.warmup) }
    return uncorrected(at: time).flatMap { .ratio($0, over: seen) }
  }

  /// The rate per second at `time` as if the stream had always been running.
  package func uncorrected(at time: Timestamp) -> Metric<Double> {
    guard halfLife.seconds > 0 else { return .undefined(.domain) }
    let beta = Real.ln2 / halfLife.seconds
    return Metric(number: beta * total * Real.exp2(-halvings(last, time, halfLife)))
  }
}

/// How many half-lives lie between two moments; 0 if time went back.
private func halvings(_ from: Timestamp, _ to: Timestamp, _ halfLife: TimeSpan) -> Double {
  guard halfLife.nanoseconds > 0 else { return .infinity }
  return max(0, (to - from).seconds / halfLife.seconds)
}
