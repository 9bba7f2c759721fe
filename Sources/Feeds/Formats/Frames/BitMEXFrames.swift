// BitMEX's tables and answers: instruments, funding, liquidations, books by level id, trades.
import Columns
import Quantities

extension FrameKind {
  private static let home = "bitmex"

  static let bitmex: [FrameKind] = [
    FrameKind(
      format: "bitmex orderBookL2", venue: home, series: FrameSeries.books,
      knows: { $0.channel.hasPrefix("orderBookL2") },
      read: { readBook($0, $1, $2) }),
    FrameKind(
      format: "bitmex trade", venue: home, series: FrameSeries.trades,
      knows: { $0.channel == "trade" && rows($0).first?["trdMatchID"] != nil },
      read: { frame, desk, samples in
        for row in rows(frame) { readTrade(row, frame, desk, samples) }
      }),
    FrameKind(
      format: "bitmex quote", venue: home, series: FrameSeries.quotes,
      knows: { $0.channel == "quote" },
      read: { frame, desk, samples in
        for row in rows(frame) {
          guard let time = row.time("timestamp") else { continue }
          desk.note(frame, time)
          let market = desk.market(row.text("symbol"), home)
          let sizes = (row.number("bidSize"), row.number("askSize"))
          let quote = Quote(row.number("bidPrice"), row.number("askPrice"), sizes: sizes)
          desk.quote(market, quote, (time, samples))
        }
      }),
    FrameKind(
      format: "bitmex instrument", venue: home,
      series: ["mark", "price", "oi", "oi_usd", "oi_contracts", "funding"],
      knows: { rows($0).first.map { $0.has("rootSymbol", "isInverse", "timestamp") } ?? false },
      read: { frame, desk, samples in
        for row in rows(frame) { readInstrument(row, frame, desk, samples) }
      }),
    FrameKind(
      format: "bitmex funding", venue: home, series: ["funding"],
      cadence: Cadence(every: .hours(8), stale: .hours(9)),
      knows: { rows($0).first.map { $0.has("fundingRate", "fundingRateDaily") } ?? false },
      read: { frame, desk, samples in
        for row in rows(frame) {
          guard let time = row.time("timestamp") else {
            samples.rejectRow("a funding rate has no time")
            continue
          }
          desk.market(row.text("symbol"), home).addFunding(
            row.number("fundingRate"), hours: hours(row), at: time, samples)
        }
      }),
    FrameKind(
      format: "bitmex liquidation", venue: home, series: FrameSeries.liquidations,
      knows: { rows($0).first.map { $0.has("orderID", "leavesQty", "side") } ?? false },
      read: { frame, desk, samples in
        for row in rows(frame) { readLiquidation(row, frame, desk, samples) }
      }),
  ]

  /// The rows of a table, or the one row a bare answer is.
  private static func rows(_ frame: Frame) -> [Literal] {
    if case .list(let items) = frame.value { return items }
    return [frame.value]
  }

  /// The hours of `2000-01-01T08:00:00.000Z`.
  private static func hours(_ row: Literal) -> Int64 {
    guard let time = row.time("fundingInterval") else { return 8 }
    let hours = time / 3_600_000_000_000 % 24
    return hours > 0 ? hours : 8
  }

  private static func readInstrument(
    _ row: Literal, _ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter
  ) {
    guard let time = row.time("timestamp") ?? frame.time, row.text("state") != "Unlisted" else {
      return samples.rejectRow("an instrument has no time")
    }
    let market = desk.market(row.text("symbol"), home)
    let mark = row.number("markPrice")
    guard market.instrument?.isInDollars == true else { return }
    market.addPrice("mark", mark, at: time, samples)
    if let contracts = row.number("openInterest") {
      market.add("oi_contracts", at: time, contracts, samples)
      if row["isQuanto"]?.text != "true" || market.size == .quanto {
        market.addInterest(contracts, at: time, price: mark, (desk, samples))
      }
    }
    market.addFunding(row.number("fundingRate"), hours: hours(row), at: time, samples)
  }

  private static func readTrade(
    _ row: Literal, _ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter
  ) {
    guard let time = row.time("timestamp"), let price = row.number("price"),
      let size = row.number("size"), price > 0
    else { return samples.rejectRow("a trade lacks its time, price or size") }
    if frame.action == "insert" { desk.note(frame, time) }
    let market = desk.market(row.text("symbol"), home)
    if market.size.dollars(of: size, at: price) == nil { return desk.refuse(market, samples) }
    market.addTrade(
      Trade(time: time, price: price, size: size, isBuy: row.text("side") == "Buy"), samples)
  }

  private static func readLiquidation(
    _ row: Literal, _ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter
  ) {
    // Updates and deletes of an order already told name no side.
    guard let side = row.text("side"), let price = row.number("price"),
      let size = row.number("leavesQty"), frame.action != "delete", frame.action != "update"
    else { return }
    guard let time = row.time("timestamp") ?? frame.time else {
      return samples.rejectRow("a liquidation has no time, neither has its envelope")
    }
    let market = desk.market(row.text("symbol"), home)
    guard let usd = market.size.dollars(of: size, at: price) else {
      return desk.refuse(market, samples)
    }
    market.addLiquidation(isLong: side == "Sell", at: time, usd, samples)
  }

  private static func readBook(_ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter) {
    guard let time = frame.time else { return samples.rejectRow("a book has no time") }
    var touched: [ObjectIdentifier: BookReplayer] = [:]
    for row in rows(frame) {
      guard let symbol = row.text("symbol"), let id = row.text("id") else { continue }
      let market = desk.market(symbol, home)
      let key = ObjectIdentifier(market)
      let book = desk.book(market, .all)
      if touched[key] == nil {
        touched[key] = book
        book.begin(at: time, samples)
        if frame.action == "partial" {
          book.reset()
          desk.levelPrices[key] = [:]
        }
      }
      if var text = row.text("price"), let price = text.withUTF8({ BookPrice($0) }) {
        desk.levelPrices[key, default: [:]][id] = price
      }
      guard let price = desk.levelPrices[key]?[id] else { continue }
      let isBid = row.text("side") == "Buy"
      if frame.action == "delete" {
        book.set(isBid: isBid, price, 0)
        desk.levelPrices[key]?[id] = nil
      } else if let size = row.number("size") {
        book.set(isBid: isBid, price, size)
      }
    }
    for row in rows(frame) {
      guard let symbol = row.text("symbol") else { continue }
      let market = desk.market(symbol, home)
      guard let book = touched.removeValue(forKey: ObjectIdentifier(market)) else { continue }
      if market.size.refusal(symbol) != nil { desk.refuse(market, samples) }
      book.commit(at: time, samples)
    }
  }
}
