// The words the grammar reserves.

/// A reserved word; keywords are lower case and may name label keys and levels, nothing else.
package enum Keyword: String, Sendable, CaseIterable {
  // In the order of the alphabet, so that a word is found by halving.
  case age, ago, alert, and, `as`, at, backtest, because, brink, by, clear, clears, counter
  case coverage, `else`, error, event, every, except, expect, fire, fires, fn, `for`, from
  case gauge, given, halt, hold, `if`, `import`, `in`, `is`, keep, known, label, lag, `let`
  case level, match, message, missing, next, not, of, on, or, over, param, pending, per, quiet
  case record, report, say, series, severity, stale, test, then, ticks, to, unknown, until, vs
  case when, within

  /// The keyword a word is, or nil. The table that the compiler makes of so many words takes
  /// longer to make than a file of rules to read.
  package init?(rawValue word: String) {
    let all = Self.allCases
    var (low, high) = (0, all.count)
    while low < high {
      let middle = (low + high) / 2
      if all[middle].rawValue < word { low = middle + 1 } else { high = middle }
    }
    guard low < all.count, all[low].rawValue == word else { return nil }
    self = all[low]
  }

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
