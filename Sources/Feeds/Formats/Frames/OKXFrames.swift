// OKX's frames and answers: open interest, funding, option summaries, books, trades, tickers.
import Columns
import Quantities

extension FrameKind {
  private static let home = "okx"

  static let okx: [FrameKind] = [
    FrameKind(
      format: "okx books", venue: home, series: FrameSeries.books,
      knows: {
        ($0.channel.hasPrefix("books") || $0.channel.hasPrefix("bbo")) && $0.has("asks", "bids")
      }, read: { readBook($0, $1, $2) }),
    FrameKind(
      format: "okx trades", venue: home, series: FrameSeries.trades,
      knows: { $0.has("instId", "tradeId", "px", "sz", "side") },
      read: { readTrade($0, $1, $2) }),
    FrameKind(
      format: "okx tickers", venue: home, series: FrameSeries.quotes + ["price"],
      knows: { $0.has("instId", "last", "askPx", "bidPx") },
      read: { readTicker($0, $1, $2) }),
    FrameKind(
      format: "okx open interest", venue: home, series: ["oi", "oi_usd", "oi_contracts"],
      knows: { $0.has("instId", "oi", "oiCcy") }, read: { readInterest($0, $1, $2) }),
    FrameKind(
      format: "okx funding rate", venue: home, series: ["funding"],
      cadence: Cadence(every: .hours(8), stale: .hours(9)),
      knows: { $0.has("instId", "fundingRate", "fundingTime") },
      read: { readFunding($0, $1, $2) }),
    FrameKind(
      format: "okx option summary", venue: home, series: FrameSeries.options,
      knows: { $0.has("instId", "markVol", "ts") }, read: { readOption($0, $1, $2) }),
    FrameKind(
      format: "okx mark price", venue: home, series: ["mark"],
      knows: { $0.has("instId", "markPx", "ts") },
      read: { frame, desk, samples in
        guard let time = frame.value.time("ts") else {
          return samples.rejectRow("a mark has no time")
        }
        desk.market(frame.value.text("instId"), home)
          .addPrice("mark", frame.value.number("markPx"), at: time, samples)
      }),
    FrameKind(
      format: "okx index", venue: home, series: ["index"],
      knows: { $0.has("instId", "idxPx", "ts") },
      read: { frame, desk, samples in
        guard let time = frame.value.time("ts") else {
          return samples.rejectRow("an index has no time")
        }
        desk.market(frame.value.text("instId"), home)
          .addPrice("index", frame.value.number("idxPx"), at: time, samples)
      }),
    FrameKind(
      format: "okx liquidations", venue: home, series: FrameSeries.liquidations,
      knows: { $0.has("instId", "details") }, read: { readLiquidations($0, $1, $2) }),
  ]

  private static func readBook(_ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter) {
    let value = frame.value
    guard let time = value.time("ts") ?? frame.time else {
      return samples.rejectRow("a book has no time")
    }
    desk.note(frame, value.time("ts"))
    let market = desk.market(frame.symbol ?? value.text("instId"), home)
    if case .coins = market.size {} else if case .dollars = market.size {} else {
      desk.refuse(market, samples)
    }
    let book = desk.book(market, .best)
    let name = ObjectIdentifier(market)
    let isWhole = frame.action != "update"
    book.begin(at: time, samples)
    if isWhole {
      book.reset()
      desk.checks[name, default: SequenceCheck()].start(at: value.integer("seqId"))
    } else if let number = value.integer("seqId"), let previous = value.integer("prevSeqId") {
      let verdict = desk.checks[name, default: SequenceCheck()].link(number, previous: previous)
      if verdict == .gap { book.gap(at: time, samples) }
      guard verdict == .follows else { return }
    }
    guard book.isLive else { return }
    book.take(value["bids"], isBid: true)
    book.take(value["asks"], isBid: false)
    book.commit(at: time, samples)
  }

  private static func readTrade(_ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter) {
    let value = frame.value
    guard let time = value.time("ts"), let price = value.number("px"),
      let size = value.number("sz"), price > 0
    else { return samples.rejectRow("a trade lacks its time, price or size") }
    desk.note(frame, time)
    desk.market(value.text("instId"), home).addTrade(
      Trade(time: time, price: price, size: size, isBuy: value.text("side") == "buy"), samples)
  }

  private static func readTicker(_ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter) {
    let value = frame.value
    guard let time = value.time("ts") else { return samples.rejectRow("a ticker has no time") }
    desk.note(frame, time)
    let market = desk.market(value.text("instId"), home)
    market.addPrice(market.priceSeries, value.number("last"), at: time, samples)
    let sizes = (value.number("bidSz"), value.number("askSz"))
    let quote = Quote(value.number("bidPx"), value.number("askPx"), sizes: sizes)
    desk.quote(market, quote, (time, samples))
  }

  private static func readInterest(_ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter) {
    let value = frame.value
    guard let time = value.time("ts") else {
      return samples.rejectRow("open interest has no time")
    }
    let market = desk.market(value.text("instId"), home)
    if let contracts = value.number("oi") {
      market.add("oi_contracts", at: time, contracts, samples)
    }
    if let coins = value.number("oiCcy") { market.add("oi", at: time, coins, samples) }
    if let usd = value.number("oiUsd") { market.add("oi_usd", at: time, usd, samples) }
  }

  private static func readFunding(_ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter) {
    let value = frame.value
    guard let settled = value.time("fundingTime") else {
      return samples.rejectRow("a funding rate has no time")
    }
    let market = desk.market(value.text("instId"), home)
    let next = value.time("nextFundingTime").map { ($0 &- settled) / 3_600_000_000_000 }
    let told = next.flatMap { (1...24).contains($0) ? $0 : nil }
    let rate = value.number("realizedRate") ?? value.number("fundingRate")
    let time = value.time("ts") ?? settled
    guard let told else { return desk.settle(market, rate, (time, samples)) }
    market.addFunding(rate, hours: told, at: time, samples)
  }

  private static func readOption(_ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter) {
    let value = frame.value
    guard let time = value.time("ts"), let name = value.text("instId"),
      let option = desk.option(name, home)
    else { return samples.rejectRow("a summary lacks its time or an option's name") }
    var quote = OptionQuote(time: time)
    quote.markIV = value.number("markVol")
    quote.bidIV = value.number("bidVol").map { $0 > 0 ? $0 : .nan }
    quote.askIV = value.number("askVol").map { $0 > 0 ? $0 : .nan }
    // `deltaBS` and its kin are in USD as Black and Scholes have them; `delta` is in coins.
    quote.delta = value.number("deltaBS") ?? value.number("delta")
    quote.gamma = value.number("gammaBS")
    quote.vega = value.number("vegaBS")
    quote.theta = value.number("thetaBS")
    quote.underlying = value.number("fwdPx")
    option.add(quote, samples)
  }

  private static func readLiquidations(
    _ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter
  ) {
    let market = desk.market(frame.value.text("instId"), home)
    for detail in frame.value["details"]?.items ?? [] {
      guard let time = detail.time("ts"), let price = detail.number("bkPx"),
        let size = detail.number("sz")
      else {
        samples.rejectRow("a liquidation lacks its time, price or size")
        continue
      }
      guard let usd = market.size.dollars(of: size, at: price) else {
        return desk.refuse(market, samples)
      }
      let position = detail.text("posSide")
      let isLong = position == "long" || (position != "short" && detail.text("side") == "sell")
      market.addLiquidation(isLong: isLong, at: time, usd, samples)
    }
  }
}
