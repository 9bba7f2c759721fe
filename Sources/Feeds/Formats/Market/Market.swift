// A market as one file has it: its instrument, its labels, and where its samples go.
import Columns
import Quantities

/// One market of one file, with a handle for every series it writes.
final class Market {
  let instrument: Instrument?
  let labels: Labels
  /// Text to USD per coin, and to coins, the coins in one unit of the symbol counted.
  let priceScale: CellScale
  let coinScale: CellScale
  private var handles: [String: Int] = [:]
  /// Where trades go, once there has been one.
  private var ofTrades: TradeTracks?

  init(_ instrument: Instrument?, labels: Labels) {
    self.instrument = instrument
    self.labels = labels
    let shift = instrument?.coinShift ?? 0
    priceScale = CellScale(.price, extraShift: -shift)
    coinScale = CellScale(.coin, extraShift: shift)
  }

  /// What sizes count; unknown where the symbol says nothing.
  var size: SizeRule { instrument?.size ?? .unknown(likely: "1 coin") }

  /// The coins in one unit of the symbol.
  var coinsPerUnit: Double { exactPowers[min(22, max(0, instrument?.coinShift ?? 0))] }

  /// Adds a value in base units.
  func add(_ series: String, at time: Int64, _ value: Double, _ samples: SampleWriter) {
    if let track = handle(series, samples) { samples.add(track, at: time, value) }
  }

  /// Adds a value that takes the place of the one before at the same moment.
  func set(_ series: String, at time: Int64, _ value: Double, _ samples: SampleWriter) {
    if let track = handle(series, samples) { samples.set(track, at: time, value) }
  }

  /// Adds what a cell holds: a sample, a sign of life, or a reject of this column.
  func add(
    _ series: String, at time: Int64, _ cell: CellValue, _ spot: (SampleWriter, column: Int)
  ) {
    let samples = spot.0
    switch cell {
    case .empty: pulse(series, at: time, samples)
    case .malformed:
      guard samples.wants(series) else { return }
      samples.rejectCell(spot.column, "the cell of `\(series)` is no number")
    case .notFinite: add(series, at: time, .nan, samples)
    case .value(let value): add(series, at: time, value, samples)
    }
  }

  /// A sign of life of an event series, where this market's labels are those the series needs.
  func pulse(_ series: String, at time: Int64, _ samples: SampleWriter) {
    if let track = handle(series, samples) { samples.pulse(track, at: time) }
  }

  /// Where trades go; looked up at the first.
  func tradeTracks(_ samples: SampleWriter) -> TradeTracks {
    if let ofTrades { return ofTrades }
    let tracks = TradeTracks(self) { handle($0, samples) }
    ofTrades = tracks
    return tracks
  }

  private func handle(_ series: String, _ samples: SampleWriter) -> Int? {
    if let known = handles[series] { return known >= 0 ? known : nil }
    let track = samples.track(series, labels, of: instrument?.kind)
    handles[series] = track ?? -1
    if track == nil, samples.wants(series) {
      samples.rejectCell(0, "`\(series)` needs a label this row does not have; \(labels) are there")
    }
    return track
  }
}

/// What turns the symbols of one file into markets.
struct MarketNaming: Sendable {
  /// The venue of rows that name none.
  let venue: String
  /// What kind of market symbols are where they do not say.
  let kind: Instrument.Kind?
  /// Labels a schema file pins.
  let pinnedPairs: [(String, String)]
  private let pinnedSizes: [String: SizeRule]
  private let listedSizes: ListedSizes

  init(venue: String, kind: Instrument.Kind? = nil, _ sample: Sample) {
    self.kind = kind
    self.venue = sample.pinned.first { $0.key == "venue" }?.value ?? venue
    pinnedPairs = sample.pinned.map { ($0.key, $0.value) }
    pinnedSizes = sample.contractSizes
    listedSizes = sample.listedSizes
  }

  /// The venue a schema file pins.
  var pinnedVenue: String? { pinnedPairs.first { $0.0 == "venue" }?.1 }

  /// The keys every market's labels have.
  var keys: [String] { Array(Set(["venue", "asset", "symbol"] + pinnedPairs.map(\.0))).sorted() }

  /// A new market of a symbol on a venue.
  func market(
    _ symbol: String, on venue: String, kind told: Instrument.Kind? = nil
  ) -> Market {
    var instrument = Instrument(venue: venue, symbol: symbol, kind: told ?? kind)
    let listed = instrument?.kind == .spot ? nil : listedSizes.size(of: symbol, on: venue)
    if let size = pinnedSizes[symbol] ?? pinnedSizes[""] ?? listed { instrument?.size = size }
    var pairs = venue.isEmpty ? [] : [("venue", venue)]
    if !symbol.isEmpty { pairs.append(("symbol", symbol)) }
    if let instrument { pairs.append(("asset", instrument.asset)) }
    return Market(instrument, labels: Labels(pairs + pinnedPairs))
  }

  /// New markets of symbols on the file's venue.
  func markets(_ symbols: some Collection<String>) -> [Market] {
    Set(symbols).sorted().map { market($0, on: venue) }
  }
}

/// The markets of one reading of one file, each made once.
struct Markets {
  let naming: MarketNaming
  private var known: [Name: Market] = [:]

  private struct Name: Hashable {
    let symbol: String
    let venue: String
    let kind: Instrument.Kind?
  }

  init(_ naming: MarketNaming) { self.naming = naming }

  /// The market of a symbol, on the file's venue where none is given.
  mutating func market(
    _ symbol: String, on venue: String? = nil, kind: Instrument.Kind? = nil
  ) -> Market {
    let name = Name(symbol: symbol, venue: venue ?? naming.venue, kind: kind)
    if let market = known[name] { return market }
    let market = naming.market(symbol, on: name.venue, kind: kind)
    known[name] = market
    return market
  }
}

extension Market {
  /// A series name for this market: with the quote coin behind it where prices are not in dollars.
  func name(_ series: String) -> String {
    guard let instrument, !instrument.isInDollars else { return series }
    let bare = series.hasSuffix("_usd") ? series.dropLast(4) : series[...]
    return "\(bare)_in_\(instrument.quote.lowercased())"
  }
}
