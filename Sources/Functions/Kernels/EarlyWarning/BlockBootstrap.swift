// Confidence intervals for dependent samples, by resampling blocks of random length.

/// The stationary bootstrap: blocks of geometric length keep the dependence of neighbours.
///
/// Source: Politis, Romano 1994, J. American Statistical Association 89.
package struct BlockBootstrap: Sendable {
  private let meanBlock: Double
  private let draws: Int
  private var state: UInt64

  /// The most resamples one interval may take.
  package static let drawLimit = 100_000

  /// Blocks of `meanBlock` samples on average; the seed makes the interval repeatable.
  package init(meanBlock: Double, draws: Int = 1000, seed: UInt64 = 1) {
    self.meanBlock = max(1, meanBlock)
    self.draws = min(Self.drawLimit, max(1, draws))
    state = seed
  }

  /// The central interval of a statistic of resampled indices at a confidence level.
  ///
  /// Resamples without a value are left out; `warmup` if none has one.
  package mutating func interval(
    count: Int, level: Double = 0.95, statistic: ([Int]) -> Metric<Double>
  ) -> Metric<ClosedRange<Double>> {
    guard count > 0 else { return .undefined(.warmup) }
    var values: [Double] = []
    for _ in 0..<draws {
      if let value = statistic(resample(count)).value { values.append(value) }
    }
    values.sort()
    let tail = (1 - level) / 2
    return Quantiles.ofSorted(values, at: tail).flatMap { low in
      Quantiles.ofSorted(values, at: 1 - tail).map { low...max(low, $0) }
    }
  }

  private mutating func resample(_ count: Int) -> [Int] {
    var indices: [Int] = []
    indices.reserveCapacity(count)
    var place = Int(next() * Double(count))
    while indices.count < count {
      indices.append(min(place, count - 1))
      place = next() < 1 / meanBlock ? Int(next() * Double(count)) : (place + 1) % count
    }
    return indices
  }

  /// A uniform number in [0, 1) by SplitMix64.
  private mutating func next() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
  }
}
