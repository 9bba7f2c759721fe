// How much of anything the loader accepts, named, with the words it refuses in.

/// The limits of the loader. Data beyond one is refused with a message, never read on in hope.
package enum Limits {
  /// Bytes of a file looked at to recognise it.
  package static let headBytes = 64 << 10
  /// Bytes of a JSON head looked at: its records differ more than the rows of a table.
  package static let recordHeadBytes = 1 << 20
  /// Bytes of a table's header line.
  package static let headerBytes = 1 << 20
  /// Columns of a table.
  package static let columns = 4_096
  /// Bytes of one line.
  package static let lineBytes = 16 << 20
  /// Nesting of JSON and of literals in cells.
  package static let nesting = 64
  /// Rejects shown per file.
  package static let shownRejects = 3
  /// Bytes of one read.
  package static let readBytes = 256 << 10
  /// The same of the first reads of a file.
  package static let firstReadBytes = 64 << 10
}

/// The limits on how much one request may bring, as values, so that tests can be small.
package struct SizeLimits: Sendable {
  /// Bytes of one JSON document that is not split into lines.
  package var documentBytes = 64 << 20
  /// Bytes one archive member may grow to.
  package var memberBytes: Int64 = 4 << 30
  /// How many times its compressed size a member may grow to, once it is past `ratioFreeBytes`.
  package var expansionRatio: Int64 = 500
  /// Bytes a member may grow to whatever its ratio.
  package var ratioFreeBytes: Int64 = 64 << 20
  /// Files of one request.
  package var files = 100_000
  /// Directories inside each other.
  package var directories = 64

  /// The limits of every run.
  package static let standard = SizeLimits()

  package init() {}
}

/// A number of bytes in the largest whole unit: `4 GiB`, `64 MiB`, `100 bytes`.
func sizeWords(_ bytes: some BinaryInteger) -> String {
  let count = Int64(clamping: bytes)
  for (shift, unit) in [(30, "GiB"), (20, "MiB"), (10, "KiB")]
  where count >= 1 << Int64(shift) && count % (1 << Int64(shift)) == 0 {
    return "\(count >> Int64(shift)) \(unit)"
  }
  return "\(count) bytes"
}
