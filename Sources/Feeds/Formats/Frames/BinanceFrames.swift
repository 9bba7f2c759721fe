// Binance's frames and answers: books, quotes, trades, marks, liquidations, interest, funding.
import Columns
import Quantities

extension FrameKind {
  private static let home = "binance"

  static let binance: [FrameKind] = [
    FrameKind(
      format: "binance depthUpdate", venue: home, series: FrameSeries.books,
      knows: { $0.isEvent("depthUpdate") }, read: { BinanceBooks.update($0, $1, $2) }),
    FrameKind(
      format: "binance bookTicker", venue: home, series: FrameSeries.quotes,
      knows: { $0.has("u", "s", "b", "B", "a", "A") }, read: { readQuote($0, $1, $2) }),
    FrameKind(
      format: "binance trade", venue: home, series: FrameSeries.trades,
      knows: { $0.isEvent("trade") || $0.isEvent("aggTrade") },
      read: { readTrade($0, $1, $2) }),
    FrameKind(
      format: "binance depth", venue: home, series: FrameSeries.books,
      knows: { $0.has("lastUpdateId", "bids", "asks") },
      read: { BinanceBooks.snapshot($0, $1, $2) }),
    FrameKind(
      format: "binance markPriceUpdate", venue: home, series: ["mark", "index", "funding"],
      knows: { $0.isEvent("markPriceUpdate") }, read: { readMark($0, $1, $2) }),
    FrameKind(
      format: "binance forceOrder", venue: home, series: FrameSeries.liquidations,
      knows: { $0.isEvent("forceOrder") }, read: { readLiquidation($0, $1, $2) }),
    FrameKind(
      format: "binance force orders", venue: home, series: FrameSeries.liquidations,
      knows: { $0.has("symbol", "executedQty", "timeInForce", "side", "time") },
      read: { readForceOrder($0, $1, $2) }),
    FrameKind(
      format: "binance openInterestHist", venue: home, series: ["oi", "oi_usd", "oi_contracts"],
      cadence: Cadence(every: .minutes(5), stale: .minutes(15), lag: .minutes(5)),
      knows: { $0.has("sumOpenInterest", "sumOpenInterestValue") },
      read: { readInterestHistory($0, $1, $2) }),
    FrameKind(
      format: "binance openInterest", venue: home, series: ["oi", "oi_usd", "oi_contracts"],
      knows: { $0.has("openInterest", "symbol", "time") }, read: { readInterest($0, $1, $2) }),
    FrameKind(
      format: "binance premiumIndex", venue: home, series: ["mark", "index", "funding"],
      knows: { $0.has("markPrice", "indexPrice", "lastFundingRate") },
      read: { readPremium($0, $1, $2) }),
    FrameKind(
      format: "binance fundingRate", venue: home, series: ["funding"],
      cadence: Cadence(every: .hours(8), stale: .hours(9)),
      knows: { $0.has("symbol", "fundingRate", "fundingTime") && !$0.has("instId") },
      read: { readFunding($0, $1, $2) }),
    FrameKind(
      format: "binance taker ratio", venue: home, series: ["taker_ratio"],
      cadence: Cadence(every: .minutes(5), stale: .minutes(15), lag: .minutes(5)),
      knows: { $0.has("buySellRatio", "timestamp") },
      read: { frame, desk, samples in
        guard let time = frame.value.time("timestamp"),
          let ratio = frame.value.number("buySellRatio")
        else { return samples.rejectRow("a ratio without a time or number") }
        desk.market(frame.value.text("symbol"), home).add("taker_ratio", at: time, ratio, samples)
      }),
    FrameKind(
      format: "binance long-short ratio", venue: home, series: ["long_short_ratio"],
      cadence: Cadence(every: .minutes(5), stale: .minutes(15), lag: .minutes(5)),
      knows: { $0.has("longShortRatio", "timestamp") },
      read: { frame, desk, samples in
        guard let time = frame.value.time("timestamp"),
          let ratio = frame.value.number("longShortRatio")
        else { return samples.rejectRow("a ratio without a time or number") }
        desk.market(frame.value.text("symbol"), home)
          .add("long_short_ratio", at: time, ratio, samples)
      }),
  ]

  private static func readQuote(_ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter) {
    let event = frame.value.time("T") ?? frame.value.time("E")
    desk.note(frame, frame.value.time("E"))
    guard let time = event ?? frame.time else { return samples.rejectRow("a quote has no time") }
    let market = desk.market(frame.value.text("s"), home, kind: event == nil ? .spot : nil)
    let sizes = (frame.value.number("B"), frame.value.number("A"))
    let quote = Quote(frame.value.number("b"), frame.value.number("a"), sizes: sizes)
    desk.quote(market, quote, (time, samples))
  }

  private static func readTrade(_ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter) {
    let value = frame.value
    desk.note(frame, value.time("E"))
    guard let time = value.time("T") ?? value.time("E"), let price = value.number("p"),
      let size = value.number("q"), let maker = value["m"]?.text, price > 0
    else {
      // Insurance fund and delisting trades come with a price of 0.
      if frame.value.number("p") == 0 { return }
      return samples.rejectRow("a trade lacks its time, price, quantity or side")
    }
    let market = desk.market(value.text("s"), home, kind: value["M"] != nil ? .spot : nil)
    market.addTrade(
      Trade(time: time, price: price, size: size, isBuy: maker == "false"), samples)
  }

  private static func readMark(_ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter) {
    let value = frame.value
    guard let time = value.time("E") else { return samples.rejectRow("a mark has no time") }
    let market = desk.market(value.text("s"), home)
    market.addPrice("mark", value.number("p"), at: time, samples)
    market.addPrice("index", value.number("i"), at: time, samples)
    market.addFunding(value.number("r"), hours: 8, at: time, samples)
  }

  private static func readLiquidation(
    _ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter
  ) {
    let order = frame.value["o"] ?? frame.value
    guard let time = order.time("T") ?? frame.value.time("E"), let side = order.text("S"),
      let price = order.number("ap") ?? order.number("p"),
      let size = order.number("z") ?? order.number("q")
    else { return samples.rejectRow("an order lacks its time, side, price or quantity") }
    let market = desk.market(order.text("s"), home)
    guard let usd = market.size.dollars(of: size, at: price) else {
      return desk.refuse(market, samples)
    }
    market.addLiquidation(isLong: side == "SELL", at: time, usd, samples)
  }

  /// The REST answer: whole words where the stream has letters.
  private static func readForceOrder(_ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter) {
    let order = frame.value
    let prices = ["averagePrice", "avgPrice", "price"].compactMap(order.number)
    guard let time = order.time("time"), let side = order.text("side"),
      let price = prices.first(where: { $0 > 0 }), let size = order.number("executedQty")
    else { return samples.rejectRow("an order lacks its time, side, price or quantity") }
    let market = desk.market(order.text("symbol"), home)
    guard let usd = market.size.dollars(of: size, at: price) else {
      return desk.refuse(market, samples)
    }
    market.addLiquidation(isLong: side == "SELL", at: time, usd, samples)
  }

  private static func readInterestHistory(
    _ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter
  ) {
    let value = frame.value
    guard let time = value.time("timestamp"), let size = value.number("sumOpenInterest") else {
      return samples.rejectRow("open interest without a time or number")
    }
    let market = desk.market(value.text("symbol") ?? value.text("pair"), home)
    let worth = value.number("sumOpenInterestValue")
    guard case .dollars(let face) = market.size else {
      market.add("oi", at: time, size * market.coinsPerUnit, samples)
      if let worth { market.add("oi_usd", at: time, worth, samples) }
      return
    }
    // COIN-M: contracts, and their value in coins.
    market.add("oi_contracts", at: time, size, samples)
    market.add("oi_usd", at: time, size * face, samples)
    if let worth { market.add("oi", at: time, worth, samples) }
  }

  private static func readInterest(_ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter) {
    guard let time = frame.value.time("time"), let size = frame.value.number("openInterest") else {
      return samples.rejectRow("open interest without a time or number")
    }
    let market = desk.market(frame.value.text("symbol"), home)
    if case .dollars = market.size { market.add("oi_contracts", at: time, size, samples) }
    market.addInterest(size, at: time, price: nil, (desk, samples))
  }

  private static func readPremium(_ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter) {
    let value = frame.value
    guard let time = value.time("time") ?? frame.time else {
      return samples.rejectRow("a premium has no time")
    }
    let market = desk.market(value.text("symbol"), home)
    market.addPrice("mark", value.number("markPrice"), at: time, samples)
    market.addPrice("index", value.number("indexPrice"), at: time, samples)
    market.addFunding(value.number("lastFundingRate"), hours: 8, at: time, samples)
  }

  private static func readFunding(_ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter) {
    guard let time = frame.value.time("fundingTime") else {
      return samples.rejectRow("a funding rate has no time")
    }
    let market = desk.market(frame.value.text("symbol"), home)
    desk.settle(market, frame.value.number("fundingRate"), (time, samples))
  }
}

/// Binance's books: a snapshot by request, then updates that follow each other.
enum BinanceBooks {
  /// Updates kept for a snapshot that comes after them.
  private static let earlyLimit = 5_000

  static func update(_ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter) {
    let value = frame.value
    desk.note(frame, value.time("E"))
    guard let time = value.time("T") ?? value.time("E"), let first = value.integer("U"),
      let final = value.integer("u")
    else { return samples.rejectRow("an update of a book lacks its time or numbers") }
    let kind: Instrument.Kind? = value["pu"] == nil ? .spot : nil
    let market = desk.market(value.text("s"), "binance", kind: kind)
    let book = desk.book(market, .snapshotAndChanges)
    desk.lastBook = book
    let name = ObjectIdentifier(market)
    let previous = value.integer("pu")
    if !book.isLive { keep(frame, name, desk) }
    let verdict = desk.checks[name, default: SequenceCheck()]
      .span(first, final, previous: previous)
    if verdict == .gap {
      samples.remark("a gap in the updates of \(market.labels["symbol"] ?? "a book")")
      book.gap(at: time, samples)
    }
    guard book.isLive, verdict == .follows else { return }
    apply(value, book, time, samples)
  }

  private static func keep(_ frame: Frame, _ name: ObjectIdentifier, _ desk: FrameDesk) {
    desk.early[name, default: []].append(frame)
    guard let count = desk.early[name]?.count, count > earlyLimit else { return }
    desk.early[name]?.removeFirst(earlyLimit / 2)
  }

  private static func apply(
    _ value: Literal, _ book: BookReplayer, _ time: Int64, _ samples: SampleWriter
  ) {
    book.begin(at: time, samples)
    book.take(value["b"], isBid: true)
    book.take(value["a"], isBid: false)
    book.commit(at: time, samples)
  }

  static func snapshot(_ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter) {
    let value = frame.value
    guard let number = value.integer("lastUpdateId"),
      let time = value.time("T") ?? value.time("E") ?? frame.time
    else { return samples.rejectRow("a snapshot of a book has no time") }
    let symbol = value.text("symbol") ?? value.text("s")
    let book: BookReplayer
    if symbol == nil, let last = desk.lastBook {
      book = last
    } else {
      let kind: Instrument.Kind? = value["E"] == nil ? .spot : nil
      book = desk.book(desk.market(symbol, "binance", kind: kind), .snapshotAndChanges)
    }
    let name = ObjectIdentifier(book.market)
    book.begin(at: time, samples)
    book.reset()
    book.take(value["bids"], isBid: true)
    book.take(value["asks"], isBid: false)
    book.endSnapshot()
    book.commit(at: time, samples)
    var check = SequenceCheck()
    check.start(at: number)
    for early in desk.early[name] ?? [] {
      let update = early.value
      guard let first = update.integer("U"), let final = update.integer("u"),
        let moment = update.time("T") ?? update.time("E"),
        check.span(first, final, previous: update.integer("pu")) == .follows
      else { continue }
      apply(update, book, max(moment, time), samples)
    }
    desk.early[name] = nil
    desk.checks[name] = check
  }
}

extension BookReplayer {
  /// Sets levels written as lists: price, size, perhaps more.
  func take(_ levels: Literal?, isBid: Bool) {
    for level in levels?.items ?? [] {
      guard var text = level[0]?.text, let size = level[1]?.number,
        let price = text.withUTF8({ BookPrice($0) })
      else { continue }
      set(isBid: isBid, price, size)
    }
  }
}

extension Literal {
  /// The whole number under a key.
  func integer(_ key: String) -> Int64? { self[key]?.text.flatMap { Int64($0) } }
}
