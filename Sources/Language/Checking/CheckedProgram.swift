// Rule files after checking: what planning, alerting and sessions work from.
package import Columns
package import Diagnostics
package import Quantities

/// The checked content of one or more rule files.
package struct CheckedProgram: Sendable {
  package var alerts: [CheckedAlert] = []
  package var records: [CheckedRecord] = []
  package var labels: [CheckedLabel] = []
  package var backtests: [CheckedBacktest] = []
  package var tests: [CheckedTest] = []
  package var parameters: [CheckedParameter] = []
  /// Named expressions in file order, for the shell and for completion.
  package var lets: [(name: String, value: CheckedExpression)] = []
  /// The schemas that hold in this program: declared, found in the data, or of the catalogue.
  package var schemas: [String: SeriesSchema] = [:]
  /// The bare expressions of a query or a shell statement.
  package var expressions: [CheckedExpression] = []
  /// The names of every stored series an alert, record, label or expression reads.
  package var seriesRead: Set<String> = []
  /// The series measured of books while they are loaded, by name; some may be read by no rule.
  package var measures: [String: BookMeasure] = [:]
  /// The units that bare numbers took from the other side; `fmt` writes them in.
  package var adoptedUnits: [AdoptedUnit] = []
  /// How many parts of expressions were checked, those of functions at each call: the work done.
  package var work = 0
  /// Errors and lints, in file order.
  package var diagnostics: [Diagnostic] = []

  package init() {}
}

extension CheckedProgram {
  /// What a load measures of books for the series that are read, sorted by name.
  package var measuresRead: [BookMeasure] {
    measures.filter { seriesRead.contains($0.key) }.sorted { $0.key < $1.key }.map(\.value)
  }
}

/// A bare number literal and the unit it took from what it stands beside.
package struct AdoptedUnit: Sendable, Equatable {
  package let source: String
  package let range: SourceRange
  /// The unit as it would be written after the number: `USD`.
  package let unit: String

  package init(source: String, range: SourceRange, unit: String) {
    self.source = source
    self.range = range
    self.unit = unit
  }
}

/// An alert or a halt, checked.
package struct CheckedAlert: Sendable {
  /// Whether its event only tells, or asks for a circuit breaker.
  package enum Kind: String, Sendable {
    case alert
    case halt
  }
  package var kind: Kind
  package var name: String
  /// The keys of its identities, sorted.
  package var keys: [String]
  /// Its own grid, or nil for the run's.
  package var every: TimeSpan?
  /// One level without a name, or the named ones, lowest first.
  package var levels: [CheckedLevel]
  package var unknown: UnknownPolicy
  package var severity: String?
  package var say: MessageTemplate?
  package var exceptions: [CheckedException]
  /// The series and lets its conditions read, in source order, no repeats: the event's `values`.
  package var valuesRead: [(name: String, value: CheckedExpression)]
  /// Where the rule begins.
  package var range: SourceRange
  package var source: SourceText

  package init(
    kind: Kind, name: String, keys: [String], levels: [CheckedLevel], range: SourceRange,
    source: SourceText
  ) {
    self.kind = kind
    self.name = name
    self.keys = keys
    self.levels = levels
    self.range = range
    self.source = source
    unknown = UnknownPolicy()
    exceptions = []
    valuesRead = []
  }

  /// `file:line:column` of the rule, the event's `source`.
  package var place: String {
    let position = source.position(at: range.lower)
    return "\(source.name):\(position.line):\(position.column)"
  }
}

/// One level of an alert.
package struct CheckedLevel: Sendable {
  package var name: String?
  package var trigger: CheckedExpression
  package var hold: Hold?
  /// The clear condition, or nil where the trigger being false clears.
  package var until: CheckedExpression?
  package var untilHold: Hold?
  package var keep: TimeSpan

  package init(name: String? = nil, trigger: CheckedExpression) {
    self.name = name
    self.trigger = trigger
    keep = .zero
  }
}

/// `except COND until DATE because "…"`, checked.
package struct CheckedException: Sendable {
  package var condition: CheckedExpression
  package var until: Timestamp
  package var because: String

  package init(condition: CheckedExpression, until: Timestamp, because: String) {
    self.condition = condition
    self.until = until
    self.because = because
  }
}

/// A `say` text cut into what is literal and what is computed.
package struct MessageTemplate: Sendable {
  /// One piece of the text.
  package enum Part: Sendable {
    case literal(String)
    /// `{symbol}`: the value of a label key.
    case label(String)
    /// `{oi/reserve:.1%}`: a value with its format.
    case value(CheckedExpression, ValueFormat)
  }
  package var parts: [Part]

  package init(parts: [Part]) { self.parts = parts }
}

/// The format after the colon of an interpolation: `.1%`, `.0f`, `bps`, `.1M USD`, or none.
package struct ValueFormat: Sendable, Equatable {
  /// Digits after the point, or nil for the shortest.
  package var fractionDigits: Int?
  /// `k`, `M` or `B`, or nil for the plain number.
  package var magnitude: String?
  /// The unit to print in, or nil for the value's own.
  package var unit: Unit?

  package init(fractionDigits: Int? = nil, magnitude: String? = nil, unit: Unit? = nil) {
    self.fractionDigits = fractionDigits
    self.magnitude = magnitude
    self.unit = unit
  }
}

/// A published series.
package struct CheckedRecord: Sendable {
  package var name: String
  package var value: CheckedExpression
  package var keys: [String]
  package var range: SourceRange
  package var source: SourceText

  package init(
    name: String, value: CheckedExpression, keys: [String], range: SourceRange,
    source: SourceText
  ) {
    self.name = name
    self.value = value
    self.keys = keys
    self.range = range
    self.source = source
  }
}

/// A labelled outcome that may look ahead.
package struct CheckedLabel: Sendable {
  package var name: String
  package var keys: [String]
  package var condition: CheckedExpression
  package var range: SourceRange
  package var source: SourceText

  package init(
    name: String, keys: [String], condition: CheckedExpression, range: SourceRange,
    source: SourceText
  ) {
    self.name = name
    self.keys = keys
    self.condition = condition
    self.range = range
    self.source = source
  }
}

/// A scoring of an alert against a label.
package struct CheckedBacktest: Sendable {
  package var alert: String
  package var label: String
  package var from: Timestamp?
  package var to: Timestamp?
  package var within: TimeSpan
  package var report: [String]
  package var range: SourceRange
  package var source: SourceText

  package init(item: BacktestItem, range: SourceRange, source: SourceText) {
    alert = item.alert.value
    label = item.label.value
    within = item.within.value
    from = item.from?.value
    to = item.to?.value
    report = item.report.map(\.value)
    self.range = range
    self.source = source
  }
}

/// A rule test: the series it gives and what it expects.
package struct CheckedTest: Sendable {
  package var name: String
  /// Times count from 0; a gap is no sample.
  package var givens: [Series]
  package var item: TestItem
  package var source: SourceText
  package var range: SourceRange

  package init(
    name: String, givens: [Series], item: TestItem, source: SourceText, range: SourceRange
  ) {
    self.name = name
    self.givens = givens
    self.item = item
    self.source = source
    self.range = range
  }
}
