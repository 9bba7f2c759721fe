// What a person or a cron line asks for.
package import Language
package import Quantities

/// One request: rules, data, the ticks and the parameters to use.
package struct RunRequest: Sendable {
  /// Rule files and directories of them.
  package var rules: [String] = []
  /// Files, directories, globs and archives; `-` is standard input.
  package var data: [String] = []
  /// A schema file that pins what cannot be inferred.
  package var schemaFile: String?
  package var from: Timestamp?
  package var to: Timestamp?
  /// The present, or nil for the last event time in the data.
  package var now: Timestamp?
  /// The grid of rules without their own.
  package var every: TimeSpan = .minutes(1)
  /// True where the grid was asked for, so that a query does not choose one.
  package var hasExplicitGrid = false
  package var overrides: [ParameterOverride] = []
  /// True to tell when an alert goes pending.
  package var reportsPending = false
  /// True to feed the rows one by one in time order, as a stream would.
  package var replays = false
  /// True to tell where the time went.
  package var tellsTimes = false

  package init() {}
}

/// How results are printed.
package enum OutputFormat: String, Sendable, CaseIterable {
  case text, jsonl, json, csv, tsv, table, line, md
}

/// The exit codes of the language; the worst wins in the order 5, 2, 1, 4, 3, 0.
package enum ExitStatus: Int32, Sendable {
  case quiet = 0
  case firing = 1
  case usage = 2
  case lint = 3
  case unknown = 4
  case failure = 5

  private var rank: Int {
    switch self {
    case .failure: 5
    case .usage: 4
    case .firing: 3
    case .unknown: 2
    case .lint: 1
    case .quiet: 0
    }
  }

  /// The worse of two.
  package func worst(_ other: ExitStatus) -> ExitStatus { other.rank > rank ? other : self }
}
