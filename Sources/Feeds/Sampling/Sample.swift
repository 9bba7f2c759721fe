// What a format gets to see of a file before it says whether the file is its own.
package import Columns
package import Quantities

/// The head of one file, taken apart as far as its bytes allow.
package struct Sample: Sendable {
  /// The path, for messages.
  package let path: String
  /// The file's own name without the suffixes of packing: `BTCUSDT-metrics-2026-09-15.csv`.
  package let name: String
  /// The first bytes of the content.
  package let headBytes: [UInt8]
  package let shape: Shape
  /// The series the rules or a schema file declare, by name.
  package let declarations: [String: SeriesSchema]
  /// Labels a schema file pins on every row.
  package let pinned: [(key: String, value: String)]
  /// The name of the time column, where a schema file gives it.
  package let timeName: String?
  /// The time between two settlements of funding, where a schema file gives it.
  package let interval: TimeSpan?

  /// What one contract is worth, by symbol, where a schema file pins it; under the empty name for
  /// every symbol.
  package var contractSizes: [String: SizeRule] = [:]
  /// What one contract is worth as lists of instruments among the data say.
  package var listedSizes = ListedSizes()
  /// The moment of a snapshot whose rows say none, where a schema file gives it.
  package var date: Timestamp?
  /// The clock of stamps that name no zone, where a schema file gives it.
  package var clock = ClockZone.utc

  /// What the bytes look like.
  package enum Shape: Sendable {
    case table(TableHead)
    case json(RecordHead)
  }

  /// The head of a table, or nil where the file is none.
  package var table: TableHead? {
    if case .table(let head) = shape { return head }
    return nil
  }

  /// The head of a file of JSON, or nil where the file is none.
  package var json: RecordHead? {
    if case .json(let head) = shape { return head }
    return nil
  }

  /// The file's name without its last suffix: `BTCUSDT-metrics-2026-09-15`.
  package var stem: String { FileNames.stem(name) }
}

/// The first rows of a table.
package struct TableHead: Sendable {
  package let delimiter: UInt8
  /// The header's cells, or nil where the first row is data already.
  package internal(set) var header: [String]?
  /// The first rows of data, as text; the last one is whole.
  package let rows: HeadRows
  /// True where these are all rows of the file.
  package let isWhole: Bool

  /// How many columns the header has, or else the first row.
  package var columnCount: Int { header?.count ?? rows.first?.count ?? 0 }

  /// The column of that name, ignoring case; nil where there is none.
  package func column(_ name: String) -> Int? {
    header?.firstIndex { $0.lowercased() == name.lowercased() }
  }

  /// True where every one of these columns is there, in any order.
  package func has(_ names: String...) -> Bool { names.allSatisfy { column($0) != nil } }

  /// The cells of a column in the first rows.
  package func cells(_ column: Int) -> [String] { rows.column(column) }
}

/// The first records of a file of JSON.
package struct RecordHead: Sendable {
  package let framing: RecordFraming
  package let records: [Record]
  /// True where these are all records of the file.
  package let isWhole: Bool
  /// Why the head is no JSON, where no record could be read.
  var complaint: String?
}

/// How JSON records follow each other in a file.
package enum RecordFraming: String, Sendable {
  /// One value per line, perhaps after a time or an address the collector wrote before it.
  case lines
  /// The elements of one list.
  case list
  /// The whole file is one value.
  case single
  /// The rows of a database's export: a header, then tables with their rows under `data`.
  case tables
}

/// One JSON record.
package struct Record: Sendable {
  /// The line (from one) it begins on; for a list, its place in the list.
  package let line: Int
  /// What a collector wrote before it on its line, without trailing spaces and colon.
  package let prefix: String
  package let value: Literal
}
