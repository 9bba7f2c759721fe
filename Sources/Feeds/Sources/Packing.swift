// How a file is packed, told by its first bytes, never by its name.

/// The packing of a file.
package enum Packing: String, Sendable {
  case plain, gzip, zip, zstd, xz, bzip2, lz4

  /// Told from the first bytes of a file.
  init(magic: [UInt8]) {
    func starts(_ bytes: [UInt8]) -> Bool { magic.starts(with: bytes) }
    if starts([0x1f, 0x8b]) {
      self = .gzip
    } else if starts([0x50, 0x4b, 0x03, 0x04]) || starts([0x50, 0x4b, 0x05, 0x06]) {
      self = .zip
    } else if starts([0x28, 0xb5, 0x2f, 0xfd]) {
      self = .zstd
    } else if starts([0xfd, 0x37, 0x7a, 0x58, 0x5a]) {
      self = .xz
    } else if starts([0x42, 0x5a, 0x68]) && magic.count > 3 && (0x31...0x39).contains(magic[3]) {
      self = .bzip2
    } else if starts([0x04, 0x22, 0x4d, 0x18]) {
      self = .lz4
    } else {
      self = .plain
    }
  }
}
