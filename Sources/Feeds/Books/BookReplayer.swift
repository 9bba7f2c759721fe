// A book kept up from snapshots and updates, and the series it gives: at most one look a second.
import Columns
import Quantities

/// The book of one market while its file is read.
final class BookReplayer {
  let market: Market
  private let levels: Levels
  private var bids = BookSide(isBid: true)
  private var asks = BookSide(isBid: false)
  /// The moment of the last change, and whether it has been written.
  private var last: Int64?
  private var isPending = false
  private var crossedSince: Int64?
  /// False from a gap on until the next snapshot.
  private(set) var isLive = false
  /// What a stream of quotes beside the book tells, so that the book gives only what it does not.
  var quotes: BooksOffered.Detail? {
    didSet { if quotes != oldValue { meter = nil } }
  }
  /// What the run measures of the book; made when it is first looked at.
  private var meter: BookMeter??

  /// How much of the book the source tells.
  enum Levels {
    /// Every level there is.
    case all
    /// So many levels on each side, always the best.
    case best
    /// A snapshot of so many levels, then every change.
    case snapshotAndChanges
  }

  /// The shortest time between two looks at a book.
  static let step: Int64 = 1_000_000_000
  /// A book crossed for longer than this is broken.
  static let crossedLimit: Int64 = 1_000_000_000

  init(_ market: Market, _ levels: Levels) {
    self.market = market
    self.levels = levels
    (bids.reach, asks.reach) =
      levels == .all ? (.everything, .everything) : (.worstLevel, .worstLevel)
  }

  /// Says that changes at `time` follow: what stood before is written where its second is over.
  func begin(at time: Int64, _ samples: SampleWriter) {
    guard isPending, let last, time / Self.step != last / Self.step else { return }
    write(samples)
  }

  /// Starts the book anew; levels of a snapshot follow.
  func reset() {
    bids.clear()
    asks.clear()
    isLive = true
    crossedSince = nil
    // Where each message is a whole book, one follows from the other.
    if levels != .best { meter??.forget() }
    if levels != .all { (bids.reach, asks.reach) = (.worstLevel, .worstLevel) }
  }

  /// Says that all levels of a snapshot are there.
  func endSnapshot() {
    guard levels == .snapshotAndChanges else { return }
    if let worst = bids.worst { bids.reach = .price(worst) }
    if let worst = asks.worst { asks.reach = .price(worst) }
  }

  /// Sets a level; 0 takes it away.
  func set(isBid: Bool, _ price: BookPrice, _ size: Double) {
    if isBid { bids.set(price, size) } else { asks.set(price, size) }
  }

  /// Says that the changes at `time` are complete.
  func commit(at time: Int64, _ samples: SampleWriter) {
    guard isLive else { return }
    last = time
    isPending = true
    if let meter = measuring(samples), meter.watchesChanges { meter.change(at: time, side) }
    guard let bid = bids.best, let ask = asks.best, bid > ask else {
      crossedSince = nil
      return
    }
    let since = crossedSince ?? time
    crossedSince = since
    guard levels != .best, time &- since > Self.crossedLimit else { return }
    samples.remark("the book of \(name) stays crossed: unknown until its next snapshot")
    breakOff(at: time, samples)
  }

  /// Says that updates are missing: the book is unknown until the next snapshot.
  func gap(at time: Int64, _ samples: SampleWriter) {
    guard isLive else { return }
    if isPending, let last, last < time { write(samples) }
    samples.remark("updates of \(name) are missing: its book is unknown until its next snapshot")
    breakOff(at: time, samples)
  }

  private func breakOff(at time: Int64, _ samples: SampleWriter) {
    isLive = false
    isPending = false
    for series in written { market.add(series, at: time, .nan, samples) }
    meter??.gap(at: time, samples)
  }

  private func measuring(_ samples: SampleWriter) -> BookMeter? {
    if let meter { return meter }
    let made = BookMeter(market, .levels, beside: quotes, samples)
    meter = .some(made)
    return made
  }

  private func side(_ isBid: Bool, _ limit: Int) -> BookLook.Side {
    (isBid ? bids : asks).look(limit, coinsPerUnit: market.coinsPerUnit)
  }

  /// Writes what is left.
  func finish(_ samples: SampleWriter) {
    if isPending { write(samples) }
  }

  private var name: String { market.labels["symbol"] ?? market.labels["instrument"] ?? "a market" }
  /// The series that have a sample, in the order of the catalogue.
  private var written: [String] { Self.series.filter(touched.contains) }
  private var touched: Set<String> = []

  private static let series =
    ["mid", "spread_bps"]
    + Catalogue.depthBands.flatMap { ["depth_\($0)", "depth_\($0)_bid", "depth_\($0)_ask"] }

  /// The bands of the catalogue in basis points.
  static let bands = zip(Catalogue.depthBands, [10, 20, 50, 100, 200, 300, 400, 500]).map {
    (name: $0, bps: $1)
  }

  private func write(_ samples: SampleWriter) {
    isPending = false
    guard let time = last else { return }
    measuring(samples)?.look(at: time, samples, side)
    guard let bid = bids.best, let ask = asks.best, bid <= ask else {
      for series in written { market.add(series, at: time, .nan, samples) }
      return
    }
    if quotes == nil { writeQuote(bid.value, ask.value, time, samples) }
    guard market.size.refusal("") == nil, market.instrument?.isInDollars != false,
      Self.bands.contains(where: { wants($0.name, samples) })
    else { return }
    func edges(_ isBid: Bool) -> [BandEdge] {
      Self.bands.map { BandEdge(bps: $0.bps, bid: bid, ask: ask, isBid: isBid) }
    }
    let below = bids.depth(edges(true), market.size)
    let above = asks.depth(edges(false), market.size)
    for (index, band) in Self.bands.enumerated() {
      put("depth_\(band.name)_bid", below[index], time, samples)
      put("depth_\(band.name)_ask", above[index], time, samples)
      let both = below[index].flatMap { down in above[index].map { down + $0 } }
      put("depth_\(band.name)", both, time, samples)
    }
  }

  private func wants(_ band: String, _ samples: SampleWriter) -> Bool {
    ["", "_bid", "_ask"].contains { samples.wants("depth_\(band)\($0)") }
  }

  private func writeQuote(
    _ bid: Double, _ ask: Double, _ time: Int64, _ samples: SampleWriter
  ) {
    let mid = (bid + ask) / 2
    put(market.name("mid"), mid / market.coinsPerUnit, time, samples)
    put("spread_bps", (ask - bid) / mid, time, samples)
  }

  private func put(_ series: String, _ value: Double?, _ time: Int64, _ samples: SampleWriter) {
    guard samples.wants(series) else { return }
    guard let value else {
      // What is not known any more must not hide behind the value before.
      if touched.contains(series) { market.add(series, at: time, .nan, samples) }
      return
    }
    touched.insert(series)
    market.add(series, at: time, value, samples)
  }
}
