// Binance's archive of depth bands: `bookDepth`, cumulative from the mid, about every 30 s.
import Columns
import Quantities

/// `timestamp,percentage,depth,notional`; a negative percentage is the bid side.
package struct BinanceBookDepth: Format {
  package let name = "binance bookDepth"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, let header = table.header,
      let time = table.column("timestamp"), let percentage = table.column("percentage"),
      let notional = table.column("notional"), table.has("depth")
    else { return nil }
    let symbol = FileNames.leadingSymbol(sample.stem)
    var pairs = [("venue", "binance")] + sample.pinned.map { ($0.key, $0.value) }
    if let symbol {
      pairs.append(("symbol", symbol))
      if let known = SymbolName(symbol: symbol) { pairs.append(("asset", known.asset)) }
    }
    let labels = Labels(pairs)
    let seen = Set(table.cells(percentage).compactMap { DepthBand($0)?.name })
    let bands = DepthBand.names.filter { seen.isEmpty || seen.contains($0) }
    let offers = bands.flatMap { band in
      ["", "_bid", "_ask"].map { side in
        SeriesOffer.standard(
          "depth_\(band)\(side)", labels: labels.keys,
          why: side.isEmpty ? "both sides' notional within the band" : "notional within the band")
      }
    }
    let plan = RowPlan(
      delimiter: table.delimiter, header: header, columnCount: header.count, time: time
    ) {
      BandReader(percentage: percentage, notional: notional, labels: labels)
    }
    return Recognition(
      format: name, confidence: .certain,
      evidence: "columns `percentage`, `depth`, `notional`; "
        + (symbol.map { "symbol \($0) from the file name" } ?? "no symbol in the file name"),
      offers: offers, reading: .rows(plan),
      decisions: ["bands are cumulative from the mid; USD is the notional column"])
  }
}

/// A band of the catalogue and its side.
struct DepthBand: Equatable {
  /// As in series names: `1pct`, `20bps`.
  let name: String
  let isBid: Bool

  static let names = ["20bps", "1pct", "2pct", "3pct", "4pct", "5pct"]

  /// Reads `-5`, `-5.00`, `0.20`; nil for a band the catalogue does not have.
  init?(_ text: some StringProtocol) {
    guard let percentage = Double(String(text)), percentage != 0 else { return nil }
    let tenths = (percentage.magnitude * 10).rounded()
    guard abs(tenths - percentage.magnitude * 10) < 1e-9 else { return nil }
    switch tenths {
    case 2: name = "20bps"
    case 10, 20, 30, 40, 50: name = "\(Int(tenths / 10))pct"
    default: return nil
    }
    isBid = percentage < 0
  }
}

/// Reads band rows; a band's two sides of one snapshot also give their sum.
private struct BandReader: RowInterpreter {
  private let percentage: Int
  private let notional: Int
  private let labels: Labels
  private let scale = CellScale(.usd)
  private var bands: [Known] = []
  private var snapshot = Int64.min

  /// A spelling of a percentage, where its samples go, and this snapshot's sides.
  private struct Known {
    let text: [UInt8]
    let band: DepthBand
    let own: Int?
    let both: Int?
    var value: Double?
  }

  init(percentage: Int, notional: Int, labels: Labels) {
    self.percentage = percentage
    self.notional = notional
    self.labels = labels
  }

  mutating func read(_ row: Row, at time: Int64, into samples: SampleWriter) {
    if time != snapshot {
      snapshot = time
      for index in bands.indices { bands[index].value = nil }
    }
    guard let place = place(of: row.bytes(percentage), samples) else {
      return samples.rejectRow("`\(row.text(percentage))` % is no band of the catalogue")
    }
    let known = bands[place]
    guard known.own != nil || known.both != nil else { return }
    switch row.number(notional, scale) {
    case .empty: return
    case .malformed: samples.rejectCell(notional, "`\(row.text(notional))` is no number")
    case .notFinite: if let own = known.own { samples.add(own, at: time, .nan) }
    case .value(let value):
      if let own = known.own { samples.add(own, at: time, value) }
      bands[place].value = value
      guard let both = known.both, let other = other(of: known.band) else { return }
      samples.add(both, at: time, known.band.isBid ? value + other : other + value)
    }
  }

  private func other(of band: DepthBand) -> Double? {
    bands.first { $0.band.name == band.name && $0.band.isBid != band.isBid && $0.value != nil }?
      .value
  }

  private mutating func place(
    of cell: UnsafeBufferPointer<UInt8>, _ samples: SampleWriter
  ) -> Int? {
    for (place, known) in bands.enumerated() where known.text.count == cell.count {
      var index = 0
      while index < cell.count, cell[index] == known.text[index] { index += 1 }
      if index == cell.count { return place }
    }
    guard let band = DepthBand(String(decoding: cell, as: UTF8.self)) else { return nil }
    let side = band.isBid ? "bid" : "ask"
    bands.append(
      Known(
        text: Array(cell), band: band,
        own: samples.track("depth_\(band.name)_\(side)", labels),
        both: samples.track("depth_\(band.name)", labels)))
    return bands.count - 1
  }
}
