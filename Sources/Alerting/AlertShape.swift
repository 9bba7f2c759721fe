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
    /// Where its trigger stands.
    package let trigger: Int
    /// Where its `until` stands, if it has one.
    package let until: Int?
    /// How long the trigger must hold.
    package let hold: Hold?
    /// How long `until` must hold.
    package let untilHold: Hold?
    /// The least time between FIRE and CLEAR.
    package let keep: TimeSpan

    /// What tells whether a firing level clears: `until`, else the trigger.
    package var clearing: Int { until ?? trigger }
  }

  /// One `except`: where its condition stands and the moment it expires.
  package struct Exception: Sendable {
    /// Where its condition stands.
    package let condition: Int
    /// When it expires.
    package let until: Timestamp
  }

  /// The levels, lowest first.
  package let levels: [Level]
  /// What silences the alert.
  package let exceptions: [Exception]
  /// What happens when the unknown lasts.
  package let unknown: UnknownPolicy
  /// How many conditions a frame must have.
  package let conditionCount: Int
  /// One condition, held for a span or not at all: what most alerts are.
  let isPlain: Bool

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
    /// How long the trigger must hold.
    package var hold: Hold?
    /// Whether there is a clear condition of its own.
    package var hasUntil: Bool
    /// How long that must hold.
    package var untilHold: Hold?
    /// The least firing time.
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
    isPlain = next == 1 && levels.count == 1 && levels[0].hold.map(\.isSpan) ?? true
  }
}

extension Hold {
  /// True of `for 15m`.
  fileprivate var isSpan: Bool {
    if case .span = self { true } else { false }
  }
}
