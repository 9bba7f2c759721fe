// The percentile of the newest sample of a window among the others, kept as the window moves.
import Quantities

/// `pctl(x[w])`: O(log n) for each sample that enters or leaves.
///
/// A window that holds eight weeks compares a sample with those of the same hour of the week, as
/// long as there are enough of them: an hour that is busy every week is no news.
struct MovingPercentile: MovingMetric {
  private static let hour: Int64 = 3_600_000_000_000
  private static let week = 168 * hour
  /// Eight weeks, one hour of which may lack its samples.
  private static let season = 8 * week - hour

  private var reference = RollingQuantile(.unlimited)
  /// The same by hour of the week, where the window is long enough for it.
  private var hours: [RollingQuantile] = []
  private var last = Int64.min

  mutating func value(_ window: MetricWindow) -> Double? {
    let x = window.inputs[0]
    guard let newest = x.values.last else { return Undefined.warmup.number }
    take(x, window.now)
    if reference.count != x.values.count {
      // The window jumped: what it holds now is all there is.
      last = .min
      take(x, window.now)
    }
    let minimum = Int(min(1e9, max(1, window.numbers[0])))
    if let place = placeInSeason(newest, x, window.now, minimum) { return place }
    return place(newest, in: reference, minimum)
  }

  private func place(_ x: Double, in reference: RollingQuantile, _ minimum: Int) -> Double {
    let rank = reference.rank(of: x)
    return Percentile.place(
      below: rank.below, equal: rank.equal - 1, of: reference.count - 1, minimum: minimum
    ).number()
  }

  private mutating func placeInSeason(
    _ newest: Double, _ x: MetricSamples, _ now: Int64, _ minimum: Int
  ) -> Double? {
    guard !hours.isEmpty, let first = x.times.first, let last = x.times.last,
      last &- first >= Self.season
    else { return nil }
    let hour = Self.hour(of: last)
    hours[hour].advance(to: Timestamp(nanoseconds: now))
    guard hours[hour].count > minimum else { return nil }
    return place(newest, in: hours[hour], minimum)
  }

  /// The hour of the week of a moment, from the hour the clock of 1970 began with.
  private static func hour(of time: Int64) -> Int {
    let within = time % week
    return Int((within < 0 ? within + week : within) / hour)
  }

  /// Lets in what is new and forgets what has left.
  private mutating func take(_ x: MetricSamples, _ now: Int64) {
    let span = TimeSpan(nanoseconds: x.width)
    if last == .min {
      reference = RollingQuantile(.time(span))
      hours = x.width >= 8 * Self.week
        ? Array(repeating: RollingQuantile(.time(span)), count: 168) : []
    }
    for index in x.end(through: last)..<x.values.count {
      let moment = Timestamp(nanoseconds: x.times[index])
      reference.add(x.values[index], at: moment)
      if !hours.isEmpty { hours[Self.hour(of: x.times[index])].add(x.values[index], at: moment) }
    }
    last = x.times.last ?? last
    reference.advance(to: Timestamp(nanoseconds: now))
  }
}
