// How fast depth returns after a shock.

/// The path of depth after a shock: seconds since the trough, with the depth before the shock.
package struct Recovery: Sendable {
  private let seconds: [Double]
  private let depth: [Double]
  private let before: Double

  /// No recovery to one half within this many seconds counts as none.
  package static let limit = 120.0

  /// Samples from the trough on; `before` is the median depth of the 30 s before the shock.
  package init(seconds: [Double], depth: [Double], before: Double) {
    let count = min(seconds.count, depth.count)
    self.seconds = Array(seconds.prefix(count))
    self.depth = Array(depth.prefix(count))
    self.before = before
  }

  /// `recovery_ratio` of a sample: (D − D₀)/(D_pre − D₀).
  package func ratio(_ index: Int) -> Metric<Double> {
    guard depth.indices.contains(index) else { return .undefined(.warmup) }
    return .ratio(depth[index] - depth[0], over: before - depth[0])
  }

  /// `recovery_ratio(h)`: the ratio of the last sample at most `horizon` seconds after the trough.
  package func ratio(after horizon: Double) -> Metric<Double> {
    guard let start = seconds.first else { return .undefined(.warmup) }
    return ratio((seconds.lastIndex { $0 - start <= horizon }) ?? -1)
  }

  /// `resilience_halflife` in seconds: when half the loss is back, linear between samples.
  ///
  /// Source: Large 2007, J. Financial Markets 10(1).
  package var halfLife: Metric<Double> {
    guard let start = seconds.first else { return .undefined(.warmup) }
    var previous: (time: Double, ratio: Double)?
    for index in seconds.indices {
      let time = seconds[index] - start
      switch ratio(index).outcome {
      case .failure(let reason): return .undefined(reason)
      case .success(let ratio):
        if ratio >= 0.5, let before = previous {
          let crossing = before.time
            + (0.5 - before.ratio) / (ratio - before.ratio) * (time - before.time)
          return crossing <= Self.limit ? Metric(number: crossing) : .undefined(.notRecovered)
        }
        previous = (time, ratio)
      }
    }
    return .undefined(.notRecovered)
  }

  /// `resilience_rate` κ in 1/s of D_pre − D(t) = (D_pre − D₀)e^(−κt).
  ///
  /// Least squares through the origin of the log loss on time, without the trough and without
  /// samples already at or above the old depth; `warmup` below three samples.
  /// Source: Obizhaeva, Wang 2013, J. Financial Markets 16(1).
  package var rate: Metric<Double> {
    guard let start = seconds.first else { return .undefined(.warmup) }
    guard before > depth[0] else { return .undefined(.zeroDenominator) }
    var products = 0.0
    var squares = 0.0
    var used = 0
    for index in seconds.indices.dropFirst() where depth[index] < before {
      let time = seconds[index] - start
      products -= time * Real.log((before - depth[index]) / (before - depth[0]))
      squares += time * time
      used += 1
    }
    return used >= 3 ? .ratio(products, over: squares) : .undefined(.warmup)
  }

  /// Whether depth fell by at least `share` from one sample to another within a second.
  package static func isShock(from earlier: Double, to later: Double, share: Double = 0.3) -> Bool {
    earlier > 0 && later <= earlier * (1 - share)
  }

  /// The share of shocks after which half the depth came back in time.
  package static func shareRecovered(_ shocks: [Recovery]) -> Metric<Double> {
    .ratio(Double(shocks.count { $0.halfLife.value != nil }), over: Double(shocks.count))
  }
}
