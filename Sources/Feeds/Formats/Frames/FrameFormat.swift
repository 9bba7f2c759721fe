// Files of exchange JSON: answers, streams and captures, read frame by frame.
import Columns
import Diagnostics
import Quantities

/// JSON as exchanges send it, one kind of frame or many, in envelopes or bare.
package struct ExchangeFrames: Format {
  package let name = "exchange frames"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let json = sample.json else { return nil }
    var seen = SeenFrames()
    for record in json.records { seen.count(record) }
    if seen.kinds.isEmpty { return listing(seen, json) }
    let venue = FileNames.venue(in: sample.stem) ?? seen.kinds[0].kind.venue
    var sizes = ListedSizes()
    for record in json.records where seen.instruments != nil || seen.describesContracts {
      for frame in Frame.frames(in: record) { sizes.take(frame, venue: venue) }
    }
    let naming = MarketNaming(venue: venue, sample)
    let symbol = QuoteTables.symbol(sample.stem)
    let coin = FileNames.coin(in: sample.stem)
    let pinned = sample.date.map { sample.clock.utc($0.nanoseconds) }
    let date = (sample.date ?? FileNames.date(in: sample.stem))?.nanoseconds
    let desk: @Sendable () -> FrameDesk = {
      FrameDesk(naming, namedSymbol: symbol, namedCoin: coin, date: date)
    }
    var recognition = Recognition(
      format: seen.format, confidence: .certain, evidence: seen.evidence, offers: [],
      reading: .records(
        RecordPlan(framing: json.framing) {
          FrameReader(desk(), pinned: pinned)
        }))
    let probe = SampleWriter(probing: FrameProbe.schemas)
    let probed = desk()
    var reader = FrameReader(probed, pinned: pinned)
    for record in json.records { reader.read(record, into: probe) }
    reader.finish(into: probe)
    recognition.offers = offers(probe, seen, naming)
    if let detail = seen.hasBooks ? .levels : probed.quoted,
      let keys = recognition.offers.first(where: { $0.schema.name == "spread_bps" })?.schema.keys
    {
      recognition.books = BooksOffered(detail, keys: keys)
    }
    if seen.hasBooks { recognition.decisions = ["at most one look a second at each book"] }
    if seen.isSampled {
      recognition.decisions.append("sampled feed of liquidations: totals are lower bounds")
    }
    if seen.countsBothSides {
      recognition.decisions.append("open interest counts longs and shorts: half of it is meant")
    }
    recognition.sizes = sizes
    if seen.hasBankruptcyPrices {
      recognition.decisions.append(
        "liquidations are valued at bankruptcy prices: the venue tells no others")
    }
    if recognition.offers.isEmpty {
      recognition.diagnostics.append(
        Problem.error(
          "E742", sample.path,
          "its records bring no series: \(probe.rejects.first.first?.reason ?? "nothing in them")"
        ).suggesting(
          Suggestion("where only the time is missing, pin `\"date\"` in a schema file beside it")))
    }
    return recognition
  }

  /// Lists of instruments: known, but no series.
  private func listing(_ seen: SeenFrames, _ json: RecordHead) -> Recognition? {
    guard let venue = seen.instruments else { return nil }
    return Recognition(
      format: "\(venue) instruments", confidence: .certain,
      evidence: "records that describe contracts: sizes, ticks, expiries", offers: [],
      reading: .records(RecordPlan(framing: json.framing) { NoRecords() }),
      decisions: ["a list of instruments holds no series"], isListing: true)
  }

  /// What a reading of the head brings, with all that its kinds may bring later.
  private func offers(
    _ probe: SampleWriter, _ seen: SeenFrames, _ naming: MarketNaming
  ) -> [SeriesOffer] {
    var labels: [String: Set<Labels>] = [:]
    for track in probe.seen { labels[track.series, default: []].insert(track.labels) }
    let settlements = FrameProbe.settlements(probe)
    var expected: [String: Cadence?] = [:]
    for (kind, _) in seen.kinds {
      for series in kind.series where expected[series] == nil { expected[series] = kind.cadence }
    }
    var markets = Set(labels.values.joined().filter { $0["instrument"] == nil })
    // Updates of books give nothing before their snapshot, which may come beyond the head.
    if markets.isEmpty, seen.hasBooks { markets = [Labels(naming.keys.map { ($0, "?") })] }
    let isOpen = seen.hasBooks || seen.isStream
    let names = Set(expected.keys).union(labels.keys).filter { labels[$0] != nil || isOpen }
    return names.sorted().compactMap { name in
      // A stream of spot trades brings `spot`, one of futures `price`.
      if labels[name] == nil, name == "price" || FrameSeries.options.contains(name) { return nil }
      let own = labels[name] ?? markets
      if own.isEmpty { return nil }
      var cadence = name == "funding" && expected[name] != nil ? settlements : nil
      if FrameSeries.books.contains(name), isOpen { cadence = .looks }
      return FrameProbe.offer(name, own, cadence ?? expected[name] ?? nil, naming)
    }
  }
}

/// What the head of a file of frames holds.
struct SeenFrames {
  private(set) var kinds: [(kind: FrameKind, count: Int)] = []
  private(set) var total = 0
  /// The venue whose instruments are listed.
  private(set) var instruments: String?
  private(set) var isStream = false

  mutating func count(_ record: Record) {
    for frame in Frame.frames(in: record) {
      total += 1
      if !frame.channel.isEmpty || frame.received != nil { isStream = true }
      if let kind = FrameKind.all.first(where: { $0.knows(frame) }) {
        if let place = kinds.firstIndex(where: { $0.kind.format == kind.format }) {
          kinds[place].count += 1
        } else {
          kinds.append((kind, 1))
        }
      } else if instruments == nil {
        instruments = Self.listingVenue(frame)
      }
    }
  }

  /// The venue whose list of instruments a frame is.
  private static func listingVenue(_ frame: Frame) -> String? {
    if frame.has("ctVal", "instId") { return "okx" }
    if frame.has("contractType", "priceFilter") { return "bybit" }
    if frame.has("kind", "tick_size", "instrument_name") { return "deribit" }
    if frame.has("symbols", "rateLimits") { return "binance" }
    if let first = frame.value.items.first { return listingVenue(Frame(value: first)) }
    if frame.has("name", "quanto_multiplier") { return "gate" }
    if frame.has("symbol", "multiplier", "isInverse", "rootSymbol", "lotSize") { return "kucoin" }
    if frame.has("symbol", "contractSize", "linear") { return "ccxt" }
    if let first = frame.value.entries.first?.value, first.has("contractSize", "linear") {
      return "ccxt"
    }
    return nil
  }

  var hasBooks: Bool { kinds.contains { $0.kind.series.contains("depth_1pct") } }
  /// True where tickers say what their contracts are worth.
  var describesContracts: Bool { kinds.contains { $0.kind.format == "bitmex instrument" } }
  var hasBankruptcyPrices: Bool {
    kinds.contains { ["bybit liquidation", "okx liquidations"].contains($0.kind.format) }
  }
  var countsBothSides: Bool {
    kinds.contains { ["bybit ticker", "bybit open interest"].contains($0.kind.format) }
  }
  var isSampled: Bool { kinds.contains { $0.kind.format == "binance forceOrder" } }

  /// The name of the only kind, or the venue's frames.
  var format: String {
    if kinds.count == 1 { return kinds[0].kind.format }
    return "\(kinds[0].kind.venue) frames"
  }

  /// One line: which kinds, and how often in the head.
  var evidence: String {
    let shown = kinds.sorted { ($1.count, $0.kind.format) < ($0.count, $1.kind.format) }
    let words = shown.prefix(5).map { "\($0.kind.format) × \($0.count)" }
    let head = total == 1 ? "record" : "\(total) records"
    return "in the first \(head): " + words.joined(separator: ", ")
      + (shown.count > 5 ? ", …" : "")
  }
}

/// Reads frames by their kinds.
private struct FrameReader: RecordInterpreter {
  private let desk: FrameDesk
  /// The moment a schema file pins for answers that say none.
  private let pinned: Int64?

  init(_ desk: FrameDesk, pinned: Int64?) {
    self.desk = desk
    self.pinned = pinned
  }

  mutating func read(_ record: Record, into samples: SampleWriter) {
    for var frame in Frame.frames(in: record) {
      frame.pinned = pinned
      FrameKind.all.first { $0.knows(frame) }?.read(frame, desk, samples)
    }
  }

  mutating func finish(into samples: SampleWriter) { desk.finish(samples) }
}

private struct NoRecords: RecordInterpreter {
  mutating func read(_ record: Record, into samples: SampleWriter) {}
}

/// A reading of the head that wants everything, to see which series and labels there are.
enum FrameProbe {
  /// Every series a frame may bring, without keys, so that none is turned away.
  static let schemas: [String: SeriesSchema] = {
    var schemas: [String: SeriesSchema] = [:]
    for var schema in Catalogue.all {
      schema.keys = []
      schemas[schema.name] = schema
    }
    let own =
      FrameSeries.options + FrameSeries.totals
      + ["mid", "vol_index", "premium", "spot_in_btc", "price_in_btc"]
    for name in own { schemas[name] = SeriesSchema(name: name, unit: .ratio, keys: []) }
    return schemas
  }()

  /// How often funding is settled, where the steps between stamps are whole hours.
  static func settlements(_ probe: SampleWriter) -> Cadence? {
    let hour: Int64 = 3_600_000_000_000
    var hours: Int64 = 0
    for track in probe.seen where track.series == "funding" {
      let times = track.times.sorted()
      let steps = zip(times, times.dropFirst()).map { ($1 &- $0 &+ 30_000_000_000) / hour }.sorted()
      if !steps.isEmpty { hours = max(hours, steps[steps.count / 2]) }
    }
    guard (1...24).contains(hours) else { return nil }
    return Cadence(every: .hours(hours), stale: .hours(hours + 1))
  }

  /// A series as the labels seen have it.
  static func offer(
    _ name: String, _ labels: Set<Labels>, _ cadence: Cadence?, _ naming: MarketNaming
  ) -> SeriesOffer? {
    let keys = labels.map { Set($0.keys) }.reduce(nil) { common, keys in
      common.map { $0.intersection(keys) } ?? keys
    }
    let sorted = (keys ?? []).sorted()
    let why = "from frames of the head, or of their kinds"
    if FrameSeries.options.contains(name) {
      return SeriesOffer.options([name], naming, cadence: cadence ?? .minutely, note: why).first
    }
    guard Catalogue.series(named: name) != nil else {
      return .own(
        name, FrameSeries.unit(name),
        OfferFrame(labels: sorted, cadence: cadence ?? .minutely), why: why)
    }
    let narrow = SeriesOffer.standard(name, labels: sorted, cadence: cadence, why: why)
    let restricted = Set(labels.map { $0.restricted(to: narrow.schema.keys) })
    guard restricted.count < labels.count else { return narrow }
    return .bySymbol(name, labels: sorted, cadence: cadence, why: why)
  }
}
