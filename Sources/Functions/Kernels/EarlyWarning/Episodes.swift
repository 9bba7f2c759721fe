// Alarms against events in time: who was warned, how early, and how often for nothing.

/// The verdict on alarms and events, both in seconds.
package struct EpisodeScore: Sendable, Equatable {
  /// `eval_recall`: events with an alarm in their lead window.
  package let recall: Metric<Double>
  /// `eval_precision`: alarms that hit some event.
  package let precision: Metric<Double>
  /// Seconds from the earliest alarm in the window to the event, for each event hit, ascending in
  /// time of event.
  package let leadTimes: [Double]
  /// False alarms per day of the span.
  package let falseAlarmsPerDay: Metric<Double>
  /// Events scored.
  package let eventCount: Int

  /// Fewer events than this support no calibrated probability.
  package static let minimumEvents = 20
  /// Events closer together than this, in seconds, are one.
  package static let mergeGap = 1800.0

  /// `eval_lead_time`: the type-7 quantile of lead times, the median unless said.
  package func leadTime(quantile: Double = 0.5) -> Metric<Double> {
    Quantiles.of(leadTimes, at: quantile)
  }

  /// The lead window of an event: minimum ≤ event − alarm ≤ maximum, in seconds.
  package struct LeadWindow: Sendable, Equatable {
    /// The shortest useful warning.
    package let minimum: Double
    /// The longest warning that still refers to the event.
    package let maximum: Double

    /// Fifteen seconds to ten minutes unless said.
    package init(minimum: Double = 15, maximum: Double = 600) {
      self.minimum = minimum
      self.maximum = maximum
    }

    fileprivate func holds(_ alarm: Double, before event: Double) -> Bool {
      minimum <= event - alarm && event - alarm <= maximum
    }
  }

  /// Scores threshold up-crossings against event starts over `span` seconds.
  package init(
    alarms: [Double], events: [Double], window: LeadWindow = LeadWindow(), span: Double
  ) {
    let alarms = alarms.sorted()
    let events = events.sorted()
    leadTimes = events.compactMap { event in
      alarms.first { window.holds($0, before: event) }.map { event - $0 }
    }
    let good = alarms.count { alarm in events.contains { window.holds(alarm, before: $0) } }
    recall = .ratio(Double(leadTimes.count), over: Double(events.count))
    precision = .ratio(Double(good), over: Double(alarms.count))
    falseAlarmsPerDay = .ratio(Double(alarms.count - good) * 86_400, over: span)
    eventCount = events.count
  }

  /// Event starts with those within `gap` seconds of the one before merged into it.
  package static func merged(_ events: [Double], gap: Double = mergeGap) -> [Double] {
    var kept: [Double] = []
    var previous: Double?
    for event in events.sorted() {
      if previous.map({ event - $0 >= gap }) ?? true { kept.append(event) }
      previous = event
    }
    return kept
  }

  /// The times at which scores cross a threshold from below.
  package static func alarms(
    times: [Double], scores: [Double], threshold: Double
  ) -> [Double] {
    var isOn = false
    var crossings: [Double] = []
    for (time, score) in zip(times, scores) {
      let isAbove = score >= threshold
      if isAbove, !isOn { crossings.append(time) }
      isOn = isAbove
    }
    return crossings
  }
}
