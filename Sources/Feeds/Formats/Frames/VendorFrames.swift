// Answers of Coinglass, Kraken and dYdX: liquidation orders, balances, tickers, markets.
import Columns
import Quantities

extension FrameKind {
  static let vendors: [FrameKind] = [
    FrameKind(
      format: "coinglass liquidation orders", venue: "coinglass", series: FrameSeries.liquidations,
      knows: { $0.has("exchange_name", "symbol", "usd_value", "side", "time") },
      read: { readOrder($0, $1, $2) }),
    FrameKind(
      format: "coinglass balances", venue: "coinglass", series: ["reserve"], cadence: .daily,
      knows: { $0.has("time_list", "data_map") }, read: { readBalances($0, $1, $2) }),
    FrameKind(
      format: "coinglass balance list", venue: "coinglass", series: ["reserve"], cadence: .daily,
      knows: { $0.has("exchange_name", "total_balance") },
      read: { frame, desk, samples in
        guard let time = frame.time ?? desk.date else {
          return samples.rejectRow(
            "balances have no time: put the day into the file's name or pin `\"date\"`")
        }
        guard let coins = frame.value.number("total_balance"),
          let venue = frame.value.text("exchange_name"), venue.lowercased() != "all"
        else { return }
        let labels = Labels(
          [("venue", VenueNames.known(venue)), ("asset", desk.namedCoin ?? "BTC")])
        samples.add("reserve", labels, at: time, coins)
      }),
    FrameKind(
      format: "coinglass order book", venue: "coinglass",
      series: ["book_bid_usd", "book_ask_usd", "book_bid_total", "book_ask_total"],
      cadence: .hourly,
      knows: { $0.has("bids_usd", "asks_usd", "time") },
      read: { frame, desk, samples in
        guard let time = frame.value.time("time") else {
          return samples.rejectRow("a look at a book has no time")
        }
        var pairs = [("asset", desk.namedCoin ?? "BTC")]
        if desk.naming.venue != "coinglass" { pairs.append(("venue", desk.naming.venue)) }
        let labels = Labels(pairs)
        for (key, series) in [
          ("bids_usd", "book_bid_usd"), ("asks_usd", "book_ask_usd"),
          ("bids_quantity", "book_bid_total"), ("asks_quantity", "book_ask_total"),
        ] {
          if let value = frame.value.number(key) { samples.add(series, labels, at: time, value) }
        }
      }),
    FrameKind(
      format: "kraken tickers", venue: "kraken",
      series: ["mark", "index", "price", "oi", "oi_usd", "funding"] + FrameSeries.quotes,
      knows: { $0.has("tickers", "serverTime") }, read: { readTickers($0, $1, $2) }),
    FrameKind(
      format: "dydx markets", venue: "dydx", series: ["index", "oi", "oi_usd", "funding"],
      knows: { frame in
        frame.value["markets"]?.entries.first.map { $0.value.has("ticker", "oraclePrice") } ?? false
      }, read: { readMarkets($0, $1, $2) }),
  ]

  /// Side 1 is a buy, which closes a short; 2 a sell, which closes a long.
  private static func readOrder(_ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter) {
    let value = frame.value
    guard let time = value.time("time"), let usd = value.number("usd_value"),
      let side = value.text("side"), side == "1" || side == "2"
    else { return samples.rejectRow("a liquidation lacks its time, value or side") }
    let venue = VenueNames.known(value.text("exchange_name") ?? "")
    desk.market(value.text("symbol"), venue)
      .addLiquidation(isLong: side == "2", at: time, usd, samples)
  }

  /// Coins on each exchange, one list per exchange beside one list of times.
  private static func readBalances(_ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter) {
    let times = frame.value["time_list"]?.items.map(\.time) ?? []
    let asset = desk.namedCoin ?? "BTC"
    for entry in frame.value["data_map"]?.entries ?? [] {
      guard entry.value.items.count == times.count else {
        samples.rejectRow("`\(entry.key)` has not as many balances as there are times")
        continue
      }
      let labels = Labels([("venue", VenueNames.known(entry.key)), ("asset", asset)])
      for (time, balance) in zip(times, entry.value.items) {
        guard let time, let coins = balance.number else { continue }
        samples.add("reserve", labels, at: time, coins)
      }
    }
  }

  private static func readTickers(_ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter) {
    guard let time = frame.value.time("serverTime") else {
      return samples.rejectRow("tickers have no time")
    }
    for ticker in frame.value["tickers"]?.items ?? [] {
      guard let symbol = ticker.text("symbol"), symbol.contains("_") else { continue }
      let market = desk.market(symbol.uppercased(), "kraken")
      let mark = ticker.number("markPrice")
      let index = ticker.number("indexPrice")
      market.addPrice("mark", mark, at: time, samples)
      market.addPrice("index", index, at: time, samples)
      market.addPrice("price", ticker.number("last"), at: time, samples)
      if let size = ticker.number("openInterest") {
        market.addInterest(size, at: time, price: mark, (desk, samples))
      }
      if let bid = ticker.number("bid"), let ask = ticker.number("ask") {
        let sizes = (ticker.number("bidSize"), ticker.number("askSize"))
        desk.quote(market, Quote(bid, ask, sizes: sizes), (time, samples))
      }
      // The rate is absolute, per contract and hour: coins per USD, or USD per coin.
      guard let rate = ticker.number("fundingRate"), let index, index > 0 else { continue }
      let relative: Double
      if case .dollars = market.size { relative = rate * index } else { relative = rate / index }
      market.addFunding(relative, hours: 1, at: time, samples)
    }
  }

  private static func readMarkets(_ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter) {
    guard let time = frame.time else {
      return samples.rejectRow("markets have no time, neither has their envelope")
    }
    for entry in frame.value["markets"]?.entries ?? [] {
      let market = desk.market(entry.value.text("ticker") ?? entry.key, "dydx")
      let price = entry.value.number("oraclePrice")
      market.addPrice("index", price, at: time, samples)
      if let size = entry.value.number("openInterest") {
        market.addInterest(size, at: time, price: price, (desk, samples))
      }
      market.addFunding(entry.value.number("nextFundingRate"), hours: 1, at: time, samples)
    }
  }
}
