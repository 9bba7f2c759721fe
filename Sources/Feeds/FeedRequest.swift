// What a run asks the loader for.
package import Columns

/// The data of a run as the user named it.
package struct FeedRequest: Sendable {
  /// Files, directories, patterns, archives (`a.zip#member`), `-` for standard input.
  package var paths: [String]
  /// The `series` items of the rules; they win over formats and catalogue.
  package var declarations: [SeriesSchema]
  /// A schema file for all data (`--schema`), or nil.
  package var schemaFile: String?
  /// How much it may bring.
  package var limits = SizeLimits.standard

  package init(
    paths: [String], declarations: [SeriesSchema] = [], schemaFile: String? = nil
  ) {
    self.paths = paths
    self.declarations = declarations
    self.schemaFile = schemaFile
  }
}
