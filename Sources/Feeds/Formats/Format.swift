// What a data format is: a way to know a file, and a way to read it into series.
package import Columns
package import Diagnostics
package import Quantities

/// A data format the loader knows.
///
/// One file per format. `recognise` looks at the head of a file and, where the file is its own,
/// says so with the evidence, the series it offers and how to read them. Nothing else is needed:
/// append the format to `FormatRegistry.all`.
package protocol Format: Sendable {
  /// The name `describe` prints: `binance metrics`.
  var name: String { get }
  /// What this format makes of a file, or nil where the file is not its own.
  func recognise(_ sample: Sample) -> Recognition?
}

/// How sure a format is; of several the surest reads the file, of equals the first registered.
package enum Confidence: Int, Sendable, Comparable {
  /// Takes anything of the right shape: the plain table.
  case fallback
  /// The names or values suggest it; another reading is thinkable.
  case likely
  /// The column or key set is this format's own.
  case certain

  package static func < (a: Confidence, b: Confidence) -> Bool { a.rawValue < b.rawValue }
}

/// A format's claim on a file.
package struct Recognition: Sendable {
  package var format: String
  package var confidence: Confidence
  /// One line: what in the file says so.
  package var evidence: String
  package var offers: [SeriesOffer]
  package var reading: Reading
  /// What can be measured of the books in the file, or nil where it holds none.
  package var books: BooksOffered?
  /// What was decided without being told, one line each, with the reason.
  package var decisions: [String] = []
  package var diagnostics: [Diagnostic] = []
  /// Contract sizes the head of the file lists, for it and for the other files of a run.
  var sizes = ListedSizes()
  /// True where the file is a list of instruments and nothing else.
  var isListing = false
}

/// A series a file holds.
package struct SeriesOffer: Sendable {
  /// Its schema as the format, the catalogue or an assumption has it; declarations come on top.
  package var schema: SeriesSchema
  /// Why it is that: one line.
  package var why: String

  package init(_ schema: SeriesSchema, why: String) {
    self.schema = schema
    self.why = why
  }

  /// A catalogue series as a format has it: its keys narrowed to the labels the rows carry, its
  /// cadence the format's own where given.
  package static func standard(
    _ name: String, labels: [String], cadence: Cadence? = nil, why: String
  ) -> SeriesOffer {
    var schema =
      Catalogue.series(named: name)
      ?? SeriesSchema(name: name, unit: .ratio, keys: labels, origin: .format)
    schema.keys = schema.keys.filter(labels.contains)
    schema.origin = .format
    if let cadence {
      schema.every = cadence.every
      schema.stale = cadence.stale
      schema.lag = cadence.lag
    }
    return SeriesOffer(schema, why: why)
  }
}

/// How often a series comes, how old it may get, how late it is seen.
package struct Cadence: Sendable {
  package var every: TimeSpan
  package var stale: TimeSpan
  package var lag: TimeSpan

  package init(every: TimeSpan, stale: TimeSpan, lag: TimeSpan = .zero) {
    self.every = every
    self.stale = stale
    self.lag = lag
  }

  /// Once a day, known for a day and a half.
  package static let daily = Cadence(every: .days(1), stale: .hours(36))
}

/// How a recognised file is read.
package enum Reading: Sendable {
  /// Columns that are series, as they stand: the fast way.
  case columns(ColumnPlan)
  /// Rows of a table that need code.
  case rows(RowPlan)
  /// Records of JSON.
  case records(RecordPlan)
}

/// A table whose columns are series.
package struct ColumnPlan: Sendable {
  package var delimiter: UInt8
  /// The header's cells, so that it is skipped, also where it comes again; nil where there is none.
  package var header: [String]?
  package var columnCount: Int
  package var time: Int
  /// Columns that are labels, with their keys.
  package var labels: [(column: Int, key: String)]
  /// Labels every row has.
  package var fixed: [(key: String, value: String)] = []
  /// The label a row's `asset` is told from where no column gives it.
  package var assetFrom: String?
  package var values: [ValueColumn]
  /// The column that says which series a row is of, where not the header does.
  package var selector: SeriesSelector?
  /// Series that are sums of two others.
  package var sums: [SeriesSum] = []

  /// The series of the plan's value columns and sums that a run needs read: those it wants, and the
  /// parts of wanted sums.
  func needed(for wanted: [String: SeriesSchema]) -> Set<String> {
    let parts = sums.filter { wanted[$0.series] != nil }.flatMap { [$0.first, $0.second] }
    return Set(wanted.keys).union(parts)
  }
}

/// A column whose text says which series the row's one value is of.
package struct SeriesSelector: Sendable {
  package var column: Int
  /// The series a text means, or nil where it means none and the row is rejected.
  package var series: @Sendable (String) -> String?

  package init(column: Int, series: @escaping @Sendable (String) -> String?) {
    self.column = column
    self.series = series
  }
}

/// A series that is the sum of two others wherever both have a sample at the same time.
package struct SeriesSum: Sendable {
  package var series: String
  package var first: String
  package var second: String
}

/// A column that is a series.
package struct ValueColumn: Sendable {
  package var column: Int
  package var series: String
  package var unit: Unit

  package init(column: Int, series: String, unit: Unit) {
    self.column = column
    self.series = series
    self.unit = unit
  }
}

/// A table whose rows are read by code.
package struct RowPlan: Sendable {
  package var delimiter: UInt8
  package var header: [String]?
  /// How many cells a row has; 0 where rows of any width are this format's own.
  package var columnCount: Int
  package var time: Int?
  /// A new reader of rows for one pass over one file.
  package var interpreter: @Sendable () -> any RowInterpreter
}

/// Turns rows into samples.
package protocol RowInterpreter {
  /// Reads one row; `time` is its moment where the plan names a time column.
  mutating func read(_ row: Row, at time: Int64, into samples: SampleWriter)
  /// The file has ended: what was held back is written now.
  mutating func finish(into samples: SampleWriter)
}

extension RowInterpreter {
  package mutating func finish(into samples: SampleWriter) {}
}

/// A file of JSON whose records are read by code.
package struct RecordPlan: Sendable {
  package var framing: RecordFraming
  /// A new reader of records for one pass over one file.
  package var interpreter: @Sendable () -> any RecordInterpreter
}

/// Turns JSON records into samples.
package protocol RecordInterpreter {
  /// Reads one record.
  mutating func read(_ record: Record, into samples: SampleWriter)
  /// The file has ended: what was held back is written now.
  mutating func finish(into samples: SampleWriter)
}

extension RecordInterpreter {
  package mutating func finish(into samples: SampleWriter) {}
}
