// What a check may know besides the rule text: the data's schemas, overrides, imports.
package import Columns
package import Diagnostics
package import Quantities

/// One `--set NAME=VALUE` or `--set NAME[KEY]=VALUE`, in command-line order.
package struct ParameterOverride: Sendable {
  package let name: String
  package let key: String?
  /// The value as typed; its source is drawn in diagnostics.
  package let value: String

  package init(name: String, key: String?, value: String) {
    self.name = name
    self.key = key
    self.value = value
  }
}

/// How much of a series the data holds.
package struct SeriesCount: Sendable {
  /// How many label sets it has.
  package let tracks: Int
  /// Samples over all label sets.
  package let samples: Int
  /// From its first sample to its last.
  package let span: TimeSpan

  package init(tracks: Int, samples: Int, span: TimeSpan) {
    self.tracks = tracks
    self.samples = samples
    self.span = span
  }
}

/// Everything a check may depend on; nothing is read from anywhere else.
package struct CheckingContext: Sendable {
  /// The effective schemas of the series the data offers, by name (declared ones included), or
  /// nil where there is no data, as in a bare `check`.
  package var offered: [String: SeriesSchema]?
  /// How much of each series the data holds, for the static cost; estimated where it is empty.
  package var counts: [String: SeriesCount] = [:]
  /// What the books in the data offer, or nil where the data has none.
  package var books: BooksOffered?
  package var overrides: [ParameterOverride] = []
  /// The grid of rules without their own.
  package var every: TimeSpan = .minutes(1)
  /// The moment against which dated exceptions and snoozes expire, or nil not to judge them.
  package var now: Timestamp?
  /// Reads an imported file: the path as written and the name of the importing source, to the
  /// text or the reason it cannot be read.
  package var importer: @Sendable (String, String) -> Result<SourceText, ImportFailure>
  /// True for the shell, where holes and redefinition are allowed.
  package var isInteractive = false

  package init(
    offered: [String: SeriesSchema]? = nil,
    importer: @escaping @Sendable (String, String) -> Result<SourceText, ImportFailure> = {
      path, _ in .failure(ImportFailure(reason: "imports are not available here: \(path)"))
    }
  ) {
    self.offered = offered
    self.importer = importer
  }
}

/// Why an import could not be read.
package struct ImportFailure: Error, Sendable {
  package let reason: String
  package init(reason: String) { self.reason = reason }
}
