// A self-exciting point process with an exponential kernel.

package import Quantities

/// λ(t) = μ + α·Σ e^(−β(t−tᵢ)): the intensity of events that beget events.
///
/// Sources: Hawkes 1971; Ozaki 1979 for the likelihood recursion.
package struct HawkesProcess: Sendable {
  private let mu: Double
  private let alpha: Double
  private let beta: Double
  private let start: Timestamp
  private var last: Timestamp
  private var excitation = 0.0
  private var logSum = NeumaierSum()
  private var count = 0

  /// A process with base rate μ, jump α and decay β, all per second; nil unless they are a
  /// stationary process: μ > 0, 0 ≤ α < β.
  package init?(mu: Double, alpha: Double, beta: Double, start: Timestamp) {
    guard mu > 0, alpha >= 0, alpha < beta, beta.isFinite else { return nil }
    self.mu = mu
    self.alpha = alpha
    self.beta = beta
    self.start = start
    last = start
  }

  /// An event. Of events at one moment, each sees those before it.
  package mutating func add(at time: Timestamp) {
    let decayed = excitation * decay(to: time)
    logSum.add(Real.log(mu + alpha * decayed))
    excitation = decayed + 1
    last = time
    count += 1
  }

  /// `hawkes_intensity` in 1/s just after everything up to `time`.
  package func intensity(at time: Timestamp) -> Metric<Double> {
    Metric(number: mu + alpha * excitation * decay(to: time))
  }

  /// ∫λ from the start to `time`: μT + (α/β)·Σ(1 − e^(−β(T−tᵢ))).
  package func compensator(at time: Timestamp) -> Metric<Double> {
    let elapsed = (time - start).seconds
    let faded = Double(count) - excitation * decay(to: time)
    return Metric(number: mu * elapsed + alpha / beta * faded)
  }

  /// Σ ln λ(tᵢ−) − ∫λ.
  package func logLikelihood(at time: Timestamp) -> Metric<Double> {
    compensator(at: time).map { logSum.value - $0 }
  }

  /// `hawkes_branching`: α/β, the expected offspring of one event.
  package var branching: Double { alpha / beta }

  /// `hawkes_branching` by moments: 1 − √(mean/var) of counts in equal bins; 0 if var ≤ mean.
  ///
  /// `warmup` below two bins. Source: Hardiman, Bouchaud 2014, Physical Review E 90.
  package static func branching(counts: [Double]) -> Metric<Double> {
    branching(Moments(of: counts))
  }

  /// The same from the moments of the counts.
  static func branching(_ moments: Moments) -> Metric<Double> {
    moments.variance().flatMap { variance in
      variance <= moments.mean
        ? Metric(0) : Metric(number: 1 - (moments.mean / variance).squareRoot())
    }
  }

  private func decay(to time: Timestamp) -> Double {
    Real.exp(-beta * max(0, (time - last).seconds))
  }
}
