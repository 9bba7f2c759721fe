// ccxt's unified structures, and the JSON twins of Tardis.
import Columns
import Quantities

extension FrameKind {
  static let unified: [FrameKind] = [
    FrameKind(
      format: "ccxt open interest", venue: "ccxt", series: ["oi", "oi_usd"],
      cadence: Cadence(every: .minutes(5), stale: .minutes(15)),
      knows: { $0.has("symbol", "openInterestAmount") },
      read: { readInterest($0, $1, $2) }),
    FrameKind(
      format: "ccxt funding history", venue: "ccxt", series: ["funding"],
      cadence: Cadence(every: .hours(8), stale: .hours(9)),
      knows: {
        $0.has("symbol", "fundingRate", "timestamp") && !$0.has("fundingInterval")
          && !$0.has("type")
      },
      read: { frame, desk, samples in
        guard let time = frame.value.time("timestamp") else {
          return samples.rejectRow("a funding rate has no time")
        }
        let market = desk.market(frame.value.text("symbol"), desk.naming.venue)
        desk.settle(market, frame.value.number("fundingRate"), (time, samples))
      }),
    FrameKind(
      format: "ccxt order book", venue: "ccxt", series: FrameSeries.books,
      knows: { $0.has("symbol", "bids", "asks", "timestamp") && !$0.has("type") },
      read: { frame, desk, samples in
        guard let time = frame.value.time("timestamp") ?? frame.time else {
          return samples.rejectRow("a book has no time")
        }
        let market = desk.market(frame.value.text("symbol"), desk.naming.venue)
        let book = desk.book(market, .best)
        book.begin(at: time, samples)
        book.reset()
        book.take(frame.value["bids"], isBid: true)
        book.take(frame.value["asks"], isBid: false)
        book.commit(at: time, samples)
      }),
    FrameKind(
      format: "tardis derivative_ticker", venue: "tardis",
      series: ["mark", "index", "price", "oi", "oi_usd", "oi_contracts", "funding"],
      knows: { $0.value.text("type") == "derivative_ticker" && $0.has("exchange", "symbol") },
      read: { frame, desk, samples in
        guard let time = frame.value.time("timestamp") else {
          return samples.rejectRow("a ticker has no time")
        }
        let venue = VenueNames.known(frame.value.text("exchange") ?? "")
        let market = desk.market(frame.value.text("symbol"), venue)
        var ticker = DerivativeTicker(time: time)
        ticker.mark = frame.value.number("markPrice")
        ticker.index = frame.value.number("indexPrice")
        ticker.last = frame.value.number("lastPrice")
        ticker.interest = frame.value.number("openInterest")
        ticker.funding = frame.value.number("fundingRate")
        market.add(ticker, (desk, samples))
      }),
    FrameKind(
      format: "tardis option_summary", venue: "tardis", series: FrameSeries.options,
      knows: { $0.value.text("type") == "option_summary" && $0.has("exchange", "symbol") },
      read: { readOption($0, $1, $2) }),
  ] + tardisTwins

  private static func readInterest(_ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter) {
    let value = frame.value
    guard let time = value.time("timestamp") else {
      return samples.rejectRow("open interest has no time")
    }
    // Whether amounts are coins or contracts differs by exchange; values are in the quote.
    let market = desk.market(value.text("symbol"), desk.naming.venue)
    if let worth = value.number("openInterestValue") {
      market.add("oi_usd", at: time, worth, samples)
    }
    guard let amount = value.number("openInterestAmount") else { return }
    if case .coins(let each) = market.size {
      market.add("oi", at: time, amount * each * market.coinsPerUnit, samples)
    } else {
      desk.refuse(market, samples)
    }
  }

  private static func readOption(_ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter) {
    let value = frame.value
    let venue = VenueNames.known(value.text("exchange") ?? "")
    guard let time = value.time("timestamp"), let name = value.text("symbol"),
      let option = desk.option(name, venue)
    else { return samples.rejectRow("a summary lacks its time or an option's name") }
    func fraction(_ key: String) -> Double? { value.number(key).map { $0 > 5 ? $0 / 100 : $0 } }
    var quote = OptionQuote(time: time)
    quote.markIV = fraction("markIV")
    quote.bidIV = fraction("bestBidIV")
    quote.askIV = fraction("bestAskIV")
    quote.takeGreeks(value)
    quote.openInterest = value.number("openInterest")
    quote.mark = value.number("markPrice")
    quote.bid = value.number("bestBidPrice") ?? .nan
    quote.ask = value.number("bestAskPrice") ?? .nan
    quote.underlying = value.number("underlyingPrice")
    option.add(quote, samples)
  }
}

/// A ticker of a derivative as Tardis normalises it, open interest in the venue's own unit.
struct DerivativeTicker {
  let time: Int64
  var mark, index, last, interest, funding: Double?

  init(time: Int64) { self.time = time }
}

extension Market {
  /// Writes a ticker.
  func add(_ ticker: DerivativeTicker, _ desk: (FrameDesk, samples: SampleWriter)) {
    let time = ticker.time
    addPrice("mark", ticker.mark, at: time, desk.samples)
    addPrice("index", ticker.index, at: time, desk.samples)
    addPrice("price", ticker.last, at: time, desk.samples)
    if let interest = ticker.interest {
      addInterest(
        interest, at: time, price: ticker.mark ?? ticker.index, desk)
    }
    let hours: Int64 = labels["venue"] == "hyperliquid" || labels["venue"] == "dydx" ? 1 : 8
    addFunding(ticker.funding, hours: hours, at: time, desk.samples)
  }
}
