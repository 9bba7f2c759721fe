// Bybit's frames and answers, v5: tickers, books, liquidations, trades, funding, open interest.
import Columns
import Quantities

extension FrameKind {
  private static let home = "bybit"

  static let bybit: [FrameKind] = [
    FrameKind(
      format: "bybit orderbook", venue: home, series: FrameSeries.books,
      knows: { $0.channel.hasPrefix("orderbook.") && $0.has("s", "b", "a") },
      read: { readBook($0, $1, $2) }),
    FrameKind(
      format: "bybit liquidation", venue: home, series: FrameSeries.liquidations,
      knows: {
        ($0.channel.hasPrefix("allLiquidation") && $0.has("T", "s", "S", "v", "p"))
          || ($0.channel.hasPrefix("liquidation.") && $0.has("updatedTime", "side", "size"))
      }, read: { readLiquidation($0, $1, $2) }),
    FrameKind(
      format: "bybit trades", venue: home, series: FrameSeries.trades,
      knows: { $0.channel.hasPrefix("publicTrade") && $0.has("T", "s", "S", "v", "p") },
      read: { readTrade($0, $1, $2) }),
    FrameKind(
      format: "bybit option ticker", venue: home, series: FrameSeries.options + ["index"],
      knows: { $0.has("symbol", "markPriceIv", "delta") }, read: { readOption($0, $1, $2) }),
    FrameKind(
      format: "bybit ticker", venue: home,
      series: ["mark", "index", "price", "oi", "oi_usd", "funding"] + FrameSeries.quotes,
      knows: {
        ($0.channel.hasPrefix("tickers.") && $0.has("symbol"))
          || $0.has("symbol", "fundingIntervalHour")
          || $0.has("symbol", "openInterestValue", "markPrice")
      }, read: { readTicker($0, $1, $2) }),
    FrameKind(
      format: "bybit funding history", venue: home, series: ["funding"],
      cadence: Cadence(every: .hours(8), stale: .hours(9)),
      knows: { $0.has("symbol", "fundingRate", "fundingRateTimestamp") },
      read: { frame, desk, samples in
        guard let time = frame.value.time("fundingRateTimestamp") else {
          return samples.rejectRow("a funding rate has no time")
        }
        let market = desk.market(frame.value.text("symbol"), home)
        desk.settle(market, frame.value.number("fundingRate"), (time, samples))
      }),
    FrameKind(
      format: "bybit open interest", venue: home, series: ["oi", "oi_usd"],
      cadence: Cadence(every: .minutes(5), stale: .minutes(15)),
      knows: {
        $0.has("openInterest", "timestamp") && $0.action != "" && !$0.has("instId", "symbol")
      },
      read: { frame, desk, samples in
        guard let time = frame.value.time("timestamp"),
          let size = oneSide(frame.value)?.size
        else { return samples.rejectRow("open interest without a time or number") }
        desk.market(frame.symbol, home).addInterest(
          size, at: time, price: nil, (desk, samples))
      }),
  ]

  /// The open interest of one side and its share of `openInterest`, in which longs and shorts are
  /// both counted.
  private static func oneSide(_ value: Literal) -> (size: Double, share: Double)? {
    let both = value.number("openInterest")
    guard let single = value.number("singleOpenInterest") else {
      return both.map { ($0 / 2, 0.5) }
    }
    return (single, both.map { $0 > 0 ? single / $0 : 0.5 } ?? 0.5)
  }

  private static func readBook(_ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter) {
    let value = frame.value
    guard let time = frame.sent ?? frame.received, let number = value.integer("u") else {
      return samples.rejectRow("a book lacks its time or number")
    }
    desk.note(frame, frame.sent)
    let market = desk.market(value.text("s"), home)
    let book = desk.book(market, .best)
    let name = ObjectIdentifier(market)
    book.begin(at: time, samples)
    if frame.action == "snapshot" || number == 1 {
      book.reset()
      desk.checks[name, default: SequenceCheck()].start(at: number)
    } else {
      let verdict = desk.checks[name, default: SequenceCheck()].link(number, previous: number &- 1)
      if verdict == .gap { book.gap(at: time, samples) }
      guard verdict == .follows else { return }
    }
    book.take(value["b"], isBid: true)
    book.take(value["a"], isBid: false)
    book.commit(at: time, samples)
  }

  private static func readLiquidation(
    _ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter
  ) {
    let value = frame.value
    guard let time = value.time("T") ?? value.time("updatedTime") ?? frame.sent,
      let side = value.text("S") ?? value.text("side"),
      let size = value.number("v") ?? value.number("size"),
      let price = value.number("p") ?? value.number("price")
    else { return samples.rejectRow("a liquidation lacks its time, side, size or price") }
    let market = desk.market(value.text("s") ?? value.text("symbol"), home)
    guard let usd = market.size.dollars(of: size, at: price) else {
      return desk.refuse(market, samples)
    }
    // Bybit names the position's side: Buy is a long; the price is its bankruptcy price.
    market.addLiquidation(isLong: side == "Buy", at: time, usd, samples)
  }

  private static func readTrade(_ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter) {
    let value = frame.value
    guard let time = value.time("T"), let price = value.number("p"),
      let size = value.number("v"), price > 0
    else { return samples.rejectRow("a trade lacks its time, price or size") }
    desk.note(frame, time)
    desk.market(value.text("s"), home).addTrade(
      Trade(time: time, price: price, size: size, isBuy: value.text("S") == "Buy"), samples)
  }

  private static func readTicker(_ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter) {
    let value = frame.value
    guard let time = frame.time else { return samples.rejectRow("a ticker has no time") }
    desk.note(frame, frame.sent)
    let market = desk.market(value.text("symbol"), home)
    let mark = value.number("markPrice")
    market.addPrice("mark", mark, at: time, samples)
    market.addPrice("index", value.number("indexPrice"), at: time, samples)
    market.addPrice("price", value.number("lastPrice"), at: time, samples)
    if let (size, share) = oneSide(value) {
      let worth = value.number("openInterestValue").map { $0 * share }
      if case .coins = market.size, let worth {
        market.addInterest(size, at: time, price: nil, (desk, samples))
        market.add("oi_usd", at: time, worth, samples)
      } else {
        market.addInterest(size, at: time, price: mark, (desk, samples))
      }
    }
    let told = value.text("fundingIntervalHour").flatMap { Int64($0) } ?? 8
    let hours = (1...24).contains(told) ? told : 8
    market.addFunding(value.number("fundingRate"), hours: hours, at: time, samples)
    let best = (value.number("bid1Price"), value.number("ask1Price"))
    guard best.0 != nil, best.1 != nil else { return }
    let sizes = (value.number("bid1Size"), value.number("ask1Size"))
    desk.quote(market, Quote(best.0, best.1, sizes: sizes), (time, samples))
  }

  private static func readOption(_ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter) {
    let value = frame.value
    guard let time = frame.time, let name = value.text("symbol"),
      let option = desk.option(name, home)
    else { return samples.rejectRow("a ticker lacks its time or an option's name") }
    var quote = OptionQuote(time: time)
    func some(_ key: String) -> Double? { value.number(key).map { $0 > 0 ? $0 : .nan } }
    quote.markIV = value.number("markPriceIv")
    quote.bidIV = some("bidIv")
    quote.askIV = some("askIv")
    quote.takeGreeks(value)
    quote.openInterest = value.number("openInterest")
    quote.volume = value.number("volume24h")
    quote.mark = value.number("markPrice")
    quote.bid = some("bidPrice")
    quote.ask = some("askPrice")
    quote.underlying = value.number("underlyingPrice")
    quote.index = value.number("indexPrice")
    option.add(quote, samples)
  }
}
