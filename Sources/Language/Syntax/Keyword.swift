// The words the grammar reserves.

/// A reserved word; keywords are lower case and may name label keys and levels, nothing else.
package enum Keyword: String, Sendable, CaseIterable {
  case brink, `import`, `as`, series, gauge, event, counter, by, every, stale, lag
  case param, per, `let`, fn, record, alert, halt, severity, level
  case when, then, within, until, `for`, of, ticks, keep
  case on, unknown, hold, report, fire, clear, say, except, because
  case label, backtest, vs, from, to, match
  case test, given, expect, quiet, pending, fires, clears, message, at, error
  case ago, age, coverage, next
  case or, and, not, `in`, `is`, known, missing, over, `if`, `else`

  /// True for the words an item begins with; after a mistake reading resumes at one of them.
  package var startsItem: Bool { Self.itemStarts.contains(self) }

  /// The words an item begins with, in the order of the grammar.
  package static let itemStarts: [Keyword] = [
    .import, .series, .param, .let, .fn, .record, .alert, .halt, .label, .backtest, .test,
  ]

  /// True for the words a clause in a block begins with.
  var startsClause: Bool {
    switch self {
    case .when, .level, .on, .say, .except, .severity, .given, .expect: true
    default: false
    }
  }

  /// True for the words a part of a one-line alert begins with.
  var startsAlertPart: Bool {
    switch self {
    case .for, .until, .keep, .by, .every, .severity, .say, .on, .except, .when, .level: true
    default: false
    }
  }
}
