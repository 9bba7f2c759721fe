// Expressions after checking: every name resolved, every unit proved, every key known.
package import Columns
package import Diagnostics
package import Functions
package import Quantities

/// What an expression's value is.
package enum ValueType: Hashable, Sendable {
  /// A number of this dimension, in base units.
  case quantity(Dimension)
  /// Yes, no or unknown.
  case truth
}

/// A checked expression: the input of planning and of explanation.
///
/// Lets, functions and parameters without a table are already in place; chains of comparisons are
/// conjunctions that share their middle operand (planning computes it once).
package struct CheckedExpression: Sendable {
  package let kind: Kind
  package let type: ValueType
  /// The unit its value is printed in; nil for a truth.
  package let unit: Unit?
  /// The label keys its value has, sorted; empty for a constant or a global.
  package let keys: [String]
  /// Where it is written.
  package let range: SourceRange
  /// The source it is written in.
  package let source: SourceText
  /// The let, record or import it is the value of, where it stands for one.
  package var name: String?
  /// How it is spelled where a function was called, where it stands for an argument.
  package var spelling: String?

  package init(
    _ kind: Kind, type: ValueType, unit: Unit? = nil, keys: [String], range: SourceRange,
    source: SourceText
  ) {
    self.kind = kind
    self.type = type
    self.unit = unit
    self.keys = keys
    self.range = range
    self.source = source
  }

  /// What kind of value it is, with its parts.
  package indirect enum Kind: Sendable {
    /// A number in base units.
    case constant(Double)
    case truth(Bool)
    /// A parameter; without a table it has one value for every key.
    case parameter(CheckedParameter)
    /// A stored gauge or counter as of the tick.
    case series(SeriesReference)
    /// The age of a stored series' latest visible row, in seconds; unknown only while never seen.
    case age(SeriesReference)
    case arithmetic(ArithmeticOperator, CheckedExpression, CheckedExpression)
    case negate(CheckedExpression)
    case power(CheckedExpression, Int)
    /// A function of values at the tick: `abs`, `clamp`, `sqrt`, …
    case scalar(ScalarFunction, [CheckedExpression])
    /// A metric of the engine; a window it takes is an argument of the kind `.window(.last, …)`.
    case metric(MetricCall, [CheckedExpression])
    /// A statistic of a window.
    case window(WindowStatistic, Window)
    /// A value as it was so long ago: `x[1d ago]` without a width.
    case past(CheckedExpression, TimeSpan)
    /// A reduction over label keys; the result has the source's keys without `over`, except for
    /// `share` and `topk`, which keep them all and compare within the group.
    case reduction(KeyReduction, CheckedExpression, over: [String], count: Int?)
    case compare(Relation, CheckedExpression, CheckedExpression)
    case and(CheckedExpression, CheckedExpression)
    case or(CheckedExpression, CheckedExpression)
    case not(CheckedExpression)
    case state(StateTest, CheckedExpression)
    case coalesce(CheckedExpression, CheckedExpression)
    case choose(CheckedExpression, CheckedExpression, CheckedExpression)
    /// Whether the label of a key is one of these values.
    case labelIs(key: String, among: [String])
    /// `when A then B within D`: true for one tick per match (fine print 11, 36).
    case sequence(CheckedExpression, CheckedExpression, within: TimeSpan)
    /// What stands where an error was already told; never planned.
    case invalid
  }
}

/// A stored series as an expression reads it.
package struct SeriesReference: Sendable, Hashable {
  package let schema: SeriesSchema
  /// The age limit that holds here: the schema's, or `[age <= …]`.
  package let ageLimit: TimeSpan
  /// Labels fixed by `{symbol: BTC}`; these keys are not in the expression's keys.
  package let selection: Labels

  package init(schema: SeriesSchema, ageLimit: TimeSpan, selection: Labels = .none) {
    self.schema = schema
    self.ageLimit = ageLimit
    self.selection = selection
  }
}

/// The window a statistic is taken over.
package struct Window: Sendable {
  /// What the window holds.
  package enum Content: Sendable {
    /// The stored samples of a series within the span (lets are transparent).
    case samples(SeriesReference)
    /// The values of an expression at the rule's ticks within the span.
    case ticks(CheckedExpression)
  }
  package let content: Content
  package let width: TimeSpan
  /// `1d ago`: the window of that much earlier, visibility included.
  package let shift: TimeSpan
  /// The share of the ticks that must be known, 0.8 unless said otherwise.
  package let coverage: Double
  /// True for `[next D]`: the span (T, T + D]; in labels only.
  package let looksAhead: Bool
  /// The q of `quantile(x[w], q)`.
  package let quantile: Double?

  package init(
    content: Content, width: TimeSpan, shift: TimeSpan = .zero, coverage: Double = 0.8,
    looksAhead: Bool = false, quantile: Double? = nil
  ) {
    self.content = content
    self.width = width
    self.shift = shift
    self.coverage = coverage
    self.looksAhead = looksAhead
    self.quantile = quantile
  }
}

/// A parameter after `--set`: its values in base units and where each came from.
package struct CheckedParameter: Sendable {
  /// Where a value came from, for explanations.
  package enum Origin: Sendable, Hashable {
    case file
    case commandLine
  }
  /// One value of a parameter.
  package struct Entry: Sendable, Hashable {
    package let value: Double
    package let origin: Origin

    package init(value: Double, origin: Origin) {
      self.value = value
      self.origin = origin
    }
  }
  package let name: String
  package let unit: Unit
  package let fallback: Entry
  /// The key of its `per` table, or nil.
  package let key: String?
  /// The table's entries, sorted by label value.
  package let entries: [(label: String, entry: Entry)]

  package init(
    name: String, unit: Unit, fallback: Entry, key: String? = nil,
    entries: [(label: String, entry: Entry)] = []
  ) {
    self.name = name
    self.unit = unit
    self.fallback = fallback
    self.key = key
    self.entries = entries.sorted { $0.label < $1.label }
  }

  /// The value for a set of labels.
  package func entry(for labels: Labels) -> Entry {
    guard let key, let value = labels[key],
      let found = entries.first(where: { $0.label == value })
    else { return fallback }
    return found.entry
  }
}
