// Deribit's frames and answers: tickers of options and futures, books, trades, the DVOL index.
import Columns
import Quantities

extension FrameKind {
  private static let home = "deribit"

  static let deribit: [FrameKind] = [
    FrameKind(
      format: "deribit book", venue: home, series: FrameSeries.books,
      knows: { $0.channel.hasPrefix("book.") && $0.has("instrument_name", "bids") },
      read: { readBook($0, $1, $2) }),
    FrameKind(
      format: "deribit trades", venue: home, series: FrameSeries.trades + FrameSeries.liquidations,
      knows: { $0.has("instrument_name", "direction", "amount", "price", "timestamp") },
      read: { readTrade($0, $1, $2) }),
    FrameKind(
      format: "deribit option ticker", venue: home, series: FrameSeries.options + ["index"],
      knows: { $0.has("instrument_name", "mark_iv", "greeks") },
      read: { readOption($0, $1, $2) }),
    FrameKind(
      format: "deribit ticker", venue: home,
      series: ["mark", "index", "price", "oi", "oi_usd", "funding"] + FrameSeries.quotes,
      knows: { $0.has("instrument_name", "mark_price", "open_interest", "timestamp") },
      read: { readTicker($0, $1, $2) }),
    FrameKind(
      format: "deribit book summary", venue: home,
      series: FrameSeries.options + ["mark", "oi", "oi_usd"],
      knows: { $0.has("instrument_name", "mark_price", "open_interest", "creation_timestamp") },
      read: { readSummary($0, $1, $2) }),
    FrameKind(
      format: "deribit volatility index", venue: home, series: ["vol_index"],
      cadence: .every(.seconds(1)),
      knows: { $0.has("volatility", "index_name", "timestamp") },
      read: { frame, desk, samples in
        guard let time = frame.value.time("timestamp"),
          let percent = frame.value.number("volatility")
        else { return samples.rejectRow("an index without a time or number") }
        let coin = frame.value.text("index_name")?.split(separator: "_").first.map(String.init)
        let market = desk.market(coin?.uppercased(), home)
        market.add("vol_index", at: time, percent / 100, samples)
      }),
  ]

  private static func readOption(_ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter) {
    let value = frame.value
    guard let time = value.time("timestamp"), let name = value.text("instrument_name"),
      let option = desk.option(name, home)
    else { return samples.rejectRow("a ticker lacks its time or an option's name") }
    desk.note(frame, time)
    var quote = OptionQuote(time: time)
    quote.markIV = value.number("mark_iv").map { $0 / 100 }
    quote.bidIV = value.number("bid_iv").map { $0 > 0 ? $0 / 100 : .nan }
    quote.askIV = value.number("ask_iv").map { $0 > 0 ? $0 / 100 : .nan }
    if let greeks = value["greeks"] { quote.takeGreeks(greeks) }
    quote.openInterest = value.number("open_interest")
    quote.volume = value["stats"]?.number("volume")
    quote.mark = value.number("mark_price")
    quote.bid = value.number("best_bid_price").map { $0 > 0 ? $0 : .nan }
    quote.ask = value.number("best_ask_price").map { $0 > 0 ? $0 : .nan }
    quote.underlying = value.number("underlying_price")
    quote.index = value.number("index_price")
    option.add(quote, samples)
  }

  private static func readTicker(_ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter) {
    let value = frame.value
    guard let time = value.time("timestamp"), let name = value.text("instrument_name") else {
      return samples.rejectRow("a ticker lacks its time or name")
    }
    desk.note(frame, time)
    let market = desk.market(name, home)
    let mark = value.number("mark_price")
    market.addPrice("mark", mark, at: time, samples)
    market.addPrice("index", value.number("index_price"), at: time, samples)
    market.addPrice("price", value.number("last_price"), at: time, samples)
    if let size = value.number("open_interest") {
      market.addInterest(size, at: time, price: mark, (desk, samples))
    }
    market.addFunding(value.number("funding_8h"), hours: 8, at: time, samples)
    let best = (value.number("best_bid_price"), value.number("best_ask_price"))
    if let bids = value["bids"], let asks = value["asks"] {
      let book = desk.book(market, .best)
      book.begin(at: time, samples)
      book.reset()
      book.take(bids, isBid: true)
      book.take(asks, isBid: false)
      book.commit(at: time, samples)
    } else if best.0 != nil || best.1 != nil {
      let sizes = (value.number("best_bid_amount"), value.number("best_ask_amount"))
      desk.quote(market, Quote(best.0, best.1, sizes: sizes), (time, samples))
    }
  }

  private static func readSummary(_ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter) {
    let value = frame.value
    guard let time = value.time("creation_timestamp"), let name = value.text("instrument_name")
    else { return samples.rejectRow("a summary lacks its time or name") }
    guard let option = desk.option(name, home) else {
      let market = desk.market(name, home)
      let mark = value.number("mark_price")
      market.addPrice("mark", mark, at: time, samples)
      if let size = value.number("open_interest") {
        market.addInterest(size, at: time, price: mark, (desk, samples))
      }
      return
    }
    var quote = OptionQuote(time: time)
    quote.markIV = value.number("mark_iv").map { $0 / 100 }
    quote.openInterest = value.number("open_interest")
    quote.volume = value.number("volume")
    quote.mark = value.number("mark_price")
    quote.bid = value.number("bid_price") ?? .nan
    quote.ask = value.number("ask_price") ?? .nan
    quote.underlying = value.number("underlying_price")
    option.add(quote, samples)
  }

  private static func readTrade(_ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter) {
    let value = frame.value
    guard let time = value.time("timestamp"), let name = value.text("instrument_name"),
      let price = value.number("price"), let size = value.number("amount"), price > 0
    else { return samples.rejectRow("a trade lacks its time, name, price or amount") }
    desk.note(frame, time)
    let market = desk.market(name, home)
    guard market.instrument?.kind != .option else { return }
    let isBuy = value.text("direction") == "buy"
    market.addTrade(Trade(time: time, price: price, size: size, isBuy: isBuy), samples)
    guard let who = value.text("liquidation"),
      let usd = market.size.dollars(of: size, at: price)
    else { return }
    // T: the taker was liquidated, M: the maker, MT: both.
    if who.contains("T") { market.addLiquidation(isLong: !isBuy, at: time, usd, samples) }
    if who.contains("M") { market.addLiquidation(isLong: isBuy, at: time, usd, samples) }
  }

  private static func readBook(_ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter) {
    let value = frame.value
    guard let time = value.time("timestamp"), let name = value.text("instrument_name") else {
      return samples.rejectRow("a book lacks its time or name")
    }
    desk.note(frame, time)
    let market = desk.market(name, home)
    // Options are priced in coins: their levels are no depth in USD.
    guard market.instrument?.kind != .option else { return }
    let book = desk.book(market, .all)
    let number = value.integer("change_id") ?? 0
    let isSnapshot = value.text("type") == "snapshot" || value["prev_change_id"] == nil
    book.begin(at: time, samples)
    if isSnapshot {
      book.reset()
      desk.checks[ObjectIdentifier(market), default: SequenceCheck()].start(at: number)
    } else {
      let verdict = desk.checks[ObjectIdentifier(market), default: SequenceCheck()]
        .link(number, previous: value.integer("prev_change_id") ?? 0)
      if verdict == .gap { book.gap(at: time, samples) }
      guard verdict == .follows else { return }
    }
    for (side, isBid) in [("bids", true), ("asks", false)] {
      for level in value[side]?.items ?? [] { take(level, isBid, book) }
    }
    book.commit(at: time, samples)
  }

  /// `["new", price, amount]`, or `[price, amount]` in grouped books.
  private static func take(_ level: Literal, _ isBid: Bool, _ book: BookReplayer) {
    let isLong = level.items.count == 3
    guard var text = level[isLong ? 1 : 0]?.text, let size = level[isLong ? 2 : 1]?.number,
      let price = text.withUTF8({ BookPrice($0) })
    else { return }
    book.set(isBid: isBid, price, level[0]?.text == "delete" ? 0 : size)
  }
}
