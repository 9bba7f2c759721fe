// What the path of a file of Binance's archive says: its symbol and which market it is of.

/// The hints in the path of an archive file.
struct BinanceArchiveName {
  /// `BTCUSDT`, `BTCUSD_PERP`; nil where the name begins otherwise.
  let symbol: String?
  /// What kind of market, where path or symbol say so.
  let kind: Instrument.Kind?

  init(_ sample: Sample) {
    var stem = sample.stem
    let path = sample.path.lowercased()
    var told: Instrument.Kind?
    if stem.hasPrefix("spot-") || stem.hasPrefix("um-") || stem.hasPrefix("cm-") {
      told = stem.hasPrefix("spot-") ? .spot : .perpetual
      stem = String(stem[stem.index(after: stem.firstIndex(of: "-") ?? stem.startIndex)...])
    }
    symbol = FileNames.leadingSymbol(stem)
    let folders = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    if symbol?.utf8.contains(UInt8(ascii: "_")) == true
      || folders.contains(where: { $0.hasSuffix("futures") })
    {
      told = .perpetual
    }
    if folders.dropFirst().contains("spot") { told = .spot }
    kind = told
  }

  /// The symbol in words for an evidence line.
  var words: String { symbol.map { "symbol \($0) from the file name" } ?? "no symbol in the name" }
}

/// Cells of a head told apart by what they hold.
enum CellKind {
  /// True where every cell is an epoch of milli-, micro- or nanoseconds.
  static func areEpochs(_ cells: [String]) -> Bool {
    !cells.isEmpty
      && cells.allSatisfy { cell in
        [13, 16, 19].contains(cell.utf8.count) && cell.utf8.allSatisfy { $0 &- 48 < 10 }
          && cell.first == "1"
      }
  }

  /// True where every cell is `true` or `false` in any case.
  static func areTruths(_ cells: [String]) -> Bool {
    !cells.isEmpty && cells.allSatisfy { ["true", "false"].contains($0.lowercased()) }
  }

  /// True where every cell is one of these words in any case.
  static func are(_ cells: [String], _ words: Set<String>) -> Bool {
    !cells.isEmpty && cells.allSatisfy { words.contains($0.lowercased()) }
  }

  /// True where every cell is a number.
  static func areNumbers(_ cells: [String]) -> Bool {
    !cells.isEmpty && cells.allSatisfy(TableHead.isNumber)
  }
}
