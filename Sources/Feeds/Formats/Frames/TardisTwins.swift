// The JSON twins of Tardis' tables: changes of books, trades, liquidations.
import Columns
import Quantities

extension FrameKind {
  /// Records whose `type` says what they are.
  static let tardisTwins: [FrameKind] = [
    FrameKind(
      format: "tardis book_change", venue: "tardis", series: FrameSeries.books,
      knows: { isTwin($0, "book_change") && $0.has("bids", "asks") },
      read: { readBook($0, $1, $2, isChange: true) }),
    FrameKind(
      format: "tardis book_snapshot", venue: "tardis", series: FrameSeries.books,
      knows: { isTwin($0, "book_snapshot") && $0.has("bids", "asks") },
      read: { readBook($0, $1, $2, isChange: false) }),
    FrameKind(
      format: "tardis trade", venue: "tardis", series: FrameSeries.trades,
      knows: { isTwin($0, "trade") && $0.has("price", "amount", "side") },
      read: { frame, desk, samples in
        guard let deal = Deal(frame.value), let market = market(frame, desk) else {
          return samples.rejectRow("a trade lacks its time, side, price or amount")
        }
        if market.size.dollars(of: deal.size, at: deal.price) == nil {
          return desk.refuse(market, samples)
        }
        market.addTrade(
          Trade(time: deal.time, price: deal.price, size: deal.size, isBuy: deal.isBuy), samples)
      }),
    FrameKind(
      format: "tardis liquidation", venue: "tardis", series: FrameSeries.liquidations,
      knows: { isTwin($0, "liquidation") && $0.has("price", "amount", "side") },
      read: { frame, desk, samples in
        guard let deal = Deal(frame.value), let market = market(frame, desk) else {
          return samples.rejectRow("a liquidation lacks its time, side, price or amount")
        }
        guard let usd = market.size.dollars(of: deal.size, at: deal.price) else {
          return desk.refuse(market, samples)
        }
        // The side is the order's: a buy closes a short.
        market.addLiquidation(isLong: !deal.isBuy, at: deal.time, usd, samples)
      }),
  ]

  private static func isTwin(_ frame: Frame, _ type: String) -> Bool {
    frame.value.text("type") == type && frame.has("exchange", "symbol", "timestamp")
  }

  private static func market(_ frame: Frame, _ desk: FrameDesk) -> Market? {
    guard let venue = frame.value.text("exchange"), let symbol = frame.value.text("symbol") else {
      return nil
    }
    let isSpot = ["binance", "coinbase"].contains(venue)
    return desk.market(symbol, VenueNames.known(venue), kind: isSpot ? .spot : nil)
  }

  /// What trades and liquidations have in common.
  private struct Deal {
    let time: Int64
    let price, size: Double
    let isBuy: Bool

    init?(_ value: Literal) {
      guard let time = value.time("timestamp"), let price = value.number("price"), price > 0,
        let size = value.number("amount"), let side = value.text("side"),
        let read = Side(word: side.utf8)
      else { return nil }
      (self.time, self.price, self.size, isBuy) = (time, price, size, read.isBuy)
    }
  }

  private static func readBook(
    _ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter, isChange: Bool
  ) {
    let value = frame.value
    guard let time = value.time("timestamp"), let market = market(frame, desk) else {
      return samples.rejectRow("a book lacks its time or symbol")
    }
    let book = desk.book(market, isChange ? .snapshotAndChanges : .best)
    let isWhole = !isChange || value.text("isSnapshot") == "true"
    book.begin(at: time, samples)
    if isWhole { book.reset() }
    guard book.isLive else { return }
    for (side, isBid) in [("bids", true), ("asks", false)] {
      for level in value[side]?.items ?? [] {
        guard var text = level.text("price"), let size = level.number("amount"),
          let price = text.withUTF8({ BookPrice($0) })
        else { continue }
        book.set(isBid: isBid, price, size)
      }
    }
    if isWhole { book.endSnapshot() }
    book.commit(at: time, samples)
  }
}
