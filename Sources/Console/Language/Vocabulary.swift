// The words of the language that do not come from a catalogue: where they stand decides what the
// shell offers after them.

/// Words with a meaning of their own in a statement.
enum Vocabulary {
  /// Words that begin an item.
  static let items = [
    "alert", "halt", "record", "let", "param", "fn", "series", "label", "backtest", "test",
    "import",
  ]
  /// Words within an expression or an alert.
  static let clauses = [
    "and", "or", "not", "in", "is", "if", "then", "else", "when", "for", "until", "keep", "by",
    "over", "every", "severity", "say", "level", "on", "except", "because", "within", "known",
    "stale", "missing", "ticks", "ago", "age", "coverage", "next", "per", "as", "unknown", "hold",
    "report", "fire", "clear", "of", "vs", "match", "given", "expect", "gauge", "event", "counter",
    "lag", "from", "to",
  ]
  static let keywords = Set(items + clauses)
  /// What may follow `is`.
  static let states = ["known", "missing", "not", "stale"]
  /// Units a number may carry after a space.
  static let units = ["USD", "coin", "contract"]
  /// Qualifiers of a window.
  static let qualifiers = ["age", "ago", "coverage", "next"]
}
