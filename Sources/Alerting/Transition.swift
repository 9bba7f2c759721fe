// The event: what an alert says when its state turns. This is the outside that others hold on to.
package import Columns
package import Quantities

/// What happened.
package enum TransitionEvent: String, Sendable {
  case fire, level, clear, unknown, drop, flapping, record, pending
}

/// Whose event it is.
package enum TransitionKind: String, Sendable {
  case alert, halt, record
}

/// A value an event carries: a quantity, or unknown (nil base) with its reasons.
package struct ReportedValue: Sendable, Equatable {
  package let name: String
  /// The value in base units, or nil where unknown.
  package let base: Double?
  package let unit: Unit
  /// How old the value was, where somebody looked; told to people only.
  package var age: TimeSpan?

  package init(name: String, base: Double?, unit: Unit, age: TimeSpan? = nil) {
    self.name = name
    self.base = base
    self.unit = unit
    self.age = age
  }
}

/// One event, complete: printing it needs nothing else.
package struct Transition: Sendable, Equatable {
  package var event: TransitionEvent
  package var kind: TransitionKind
  package var rule: String
  /// The position of the rule among all rules, in file order; orders events of one tick.
  package var ruleIndex: Int
  package var key: Labels
  package var at: Timestamp
  /// When the condition's current run began, as fine print 8 settles it.
  package var since: Timestamp?
  /// When the episode began (the FIRE's `since`), or nil where there is none.
  package var episodeStart: Timestamp?
  package var level: String?
  package var severity: String?
  package var values: [ReportedValue] = []
  package var reasons: [String] = []
  package var message: String?
  /// `file:line:column` of the rule.
  package var source: String

  package init(
    event: TransitionEvent, kind: TransitionKind, rule: String, ruleIndex: Int, key: Labels,
    at: Timestamp, source: String
  ) {
    self.event = event
    self.kind = kind
    self.rule = rule
    self.ruleIndex = ruleIndex
    self.key = key
    self.at = at
    self.source = source
  }

  /// Identity and start of the episode: `thin{asset=BTC}@2024-08-05T00:00:00Z`, or nil.
  package var episode: String? {
    episodeStart.map { "\(rule)\(key)@\($0)" }
  }

  /// The order of the log: by time, then rule in file order, then key; one identity's events of
  /// one tick keep the order the fold gave them (sort stably).
  package static func precedes(_ a: Transition, _ b: Transition) -> Bool {
    (a.at, a.ruleIndex, a.key) < (b.at, b.ruleIndex, b.key)
  }
}

/// What differs between the events of one identity, but for their values.
package struct EventMoment: Sendable {
  package var event: TransitionEvent
  package var at: Timestamp
  package var since: Timestamp?
  package var episodeStart: Timestamp?
  package var level: String?
  package var reasons: [String] = []
  package var message: String?

  package init(event: TransitionEvent, at: Timestamp) {
    self.event = event
    self.at = at
  }
}

extension Transition {
  /// What it has of its own among the events of its identity.
  package var moment: EventMoment {
    get {
      var moment = EventMoment(event: event, at: at)
      (moment.since, moment.episodeStart, moment.level) = (since, episodeStart, level)
      (moment.reasons, moment.message) = (reasons, message)
      return moment
    }
    set {
      (event, at, since, episodeStart) =
        (newValue.event, newValue.at, newValue.since, newValue.episodeStart)
      (level, reasons, message) = (newValue.level, newValue.reasons, newValue.message)
    }
  }
}
