// What the fold has to know of a rule: its holds and where its conditions stand in a frame.
package import Language
package import Quantities

/// The temporal half of an alert: no expressions, only holds, policies and condition positions.
///
/// A frame lists, for each level, its trigger and then its `until` if it has one; after those the
/// conditions of the exceptions in order.
package struct AlertShape: Sendable {
  /// One level: where its conditions stand and how long they must hold.
  package struct Level: Sendable {
    package let trigger: Int
    package let until: Int?
    package let hold: Hold?
    package let untilHold: Hold?
    /// The least time between FIRE and CLEAR.
    package let keep: TimeSpan

    /// What tells whether a firing level clears: `until`, else the trigger.
    package var clearing: Int { until ?? trigger }
  }

  /// One `except`: where its condition stands and the moment it expires.
  package struct Exception: Sendable {
    package let condition: Int
    package let until: Timestamp
  }

  package let levels: [Level]
  package let exceptions: [Exception]
  package let unknown: UnknownPolicy
  package let conditionCount: Int

  /// The shape of a checked alert.
  package init(_ alert: CheckedAlert) {
    self.init(
      levels: alert.levels.map {
        LevelSpan(
          hold: $0.hold, hasUntil: $0.until != nil, untilHold: $0.untilHold, keep: $0.keep)
      },
      exceptions: alert.exceptions.map(\.until), unknown: alert.unknown)
  }

  /// What one level contributes to a shape.
  package struct LevelSpan: Sendable {
    package var hold: Hold?
    package var hasUntil: Bool
    package var untilHold: Hold?
    package var keep: TimeSpan

    package init(
      hold: Hold? = nil, hasUntil: Bool = false, untilHold: Hold? = nil, keep: TimeSpan = .zero
    ) {
      self.hold = hold
      self.hasUntil = hasUntil
      self.untilHold = untilHold
      self.keep = keep
    }
  }

  /// A shape from its parts, the levels lowest first, the exceptions by their expiry.
  package init(
    levels spans: [LevelSpan], exceptions expiries: [Timestamp] = [],
    unknown: UnknownPolicy = UnknownPolicy()
  ) {
    var next = 0
    func take() -> Int {
      defer { next += 1 }
      return next
    }
    levels = spans.map { span in
      let trigger = take()
      return Level(
        trigger: trigger, until: span.hasUntil ? take() : nil, hold: span.hold,
        untilHold: span.untilHold, keep: span.keep)
    }
    exceptions = expiries.map { Exception(condition: take(), until: $0) }
    self.unknown = unknown
    conditionCount = next
  }
}
