// Hyperliquid's frames and answers: asset contexts, funding, books, trades, liquidation fills.
import Columns
import Quantities

extension FrameKind {
  private static let home = "hyperliquid"

  static let hyperliquid: [FrameKind] = [
    FrameKind(
      format: "hyperliquid l2Book", venue: home, series: FrameSeries.books,
      knows: { $0.has("coin", "levels") }, read: { readBook($0, $1, $2) }),
    FrameKind(
      format: "funding by coin", venue: home, series: ["funding"],
      cadence: Cadence(every: .hours(1), stale: .hours(2)),
      knows: {
        $0.has("coin", "time") && ($0.has("fundingRate") || $0.has("funding_rate"))
      }, read: { readFunding($0, $1, $2) }),
    FrameKind(
      format: "hyperliquid trades", venue: home, series: FrameSeries.trades,
      knows: { frame in
        guard frame.channel == "trades", let first = frame.value.items.first else { return false }
        return first["coin"] != nil && first["px"] != nil
      },
      read: { frame, desk, samples in
        for trade in frame.value.items { readTrade(trade, frame, desk, samples) }
      }),
    FrameKind(
      format: "hyperliquid fills", venue: home, series: FrameSeries.liquidations,
      knows: { $0.has("fills") || $0.has("coin", "px", "sz", "dir", "startPosition") },
      read: { frame, desk, samples in
        let fills = frame.value["fills"]?.items ?? [frame.value]
        for fill in fills { readFill(fill, desk, samples) }
      }),
    FrameKind(
      format: "hyperliquid universe", venue: home, series: [],
      knows: { $0.has("universe") },
      read: { frame, desk, _ in
        desk.universe = frame.value["universe"]?.items.map { $0.text("name") ?? "" } ?? []
      }),
    FrameKind(
      format: "hyperliquid asset contexts", venue: home,
      series: ["oi", "oi_usd", "mark", "index", "funding"],
      knows: { frame in
        frame.has("ctxs") || frame.has("coin", "ctx")
          || frame.value.items.first?["oraclePx"] != nil
      }, read: { readContexts($0, $1, $2) }),
  ]

  private static func readBook(_ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter) {
    let value = frame.value
    guard let time = value.time("time") ?? frame.time else {
      return samples.rejectRow("a book has no time")
    }
    desk.note(frame, value.time("time"))
    let book = desk.book(desk.market(value.text("coin"), home), .best)
    book.begin(at: time, samples)
    book.reset()
    for (side, isBid) in [(0, true), (1, false)] {
      for level in value["levels"]?[side]?.items ?? [] {
        guard var text = level.text("px"), let size = level.number("sz"),
          let price = text.withUTF8({ BookPrice($0) })
        else { continue }
        book.set(isBid: isBid, price, size)
      }
    }
    book.commit(at: time, samples)
  }

  private static func readFunding(_ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter) {
    guard let time = frame.value.time("time") else {
      return samples.rejectRow("a funding rate has no time")
    }
    // The same keys are used for other venues: the file's name says which.
    let venue = desk.naming.venue
    let market = desk.market(frame.value.text("coin"), venue)
    let rate = frame.value.number("fundingRate") ?? frame.value.number("funding_rate")
    guard venue == home else { return desk.settle(market, rate, (time, samples)) }
    market.addFunding(rate, hours: 1, at: time, samples)
  }

  private static func readTrade(
    _ trade: Literal, _ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter
  ) {
    guard let time = trade.time("time"), let price = trade.number("px"),
      let size = trade.number("sz"), price > 0
    else { return samples.rejectRow("a trade lacks its time, price or size") }
    desk.market(trade.text("coin"), home).addTrade(
      Trade(time: time, price: price, size: size, isBuy: trade.text("side") == "B"), samples)
  }

  private static func readFill(_ fill: Literal, _ desk: FrameDesk, _ samples: SampleWriter) {
    guard case .map? = fill["liquidation"] else { return }
    guard let time = fill.time("time"), let price = fill.number("px"),
      let size = fill.number("sz"), let side = fill.text("side")
    else { return samples.rejectRow("a fill lacks its time, price, size or side") }
    let market = desk.market(fill.text("coin"), home)
    // The liquidated user takes; the fill may be told from the other side.
    let took = fill["crossed"]?.text != "false"
    let takerSold = (side == "A") == took
    guard let usd = market.size.dollars(of: size, at: price) else { return }
    market.addLiquidation(isLong: takerSold, at: time, usd, samples)
  }

  private static func readContexts(_ frame: Frame, _ desk: FrameDesk, _ samples: SampleWriter) {
    guard let time = frame.value.time("time") ?? frame.time else {
      return samples.rejectRow("asset contexts have no time, neither has their envelope")
    }
    if let coin = frame.value.text("coin"), let context = frame.value["ctx"] {
      return readContext(context, coin, (desk, time), samples)
    }
    if let perDex = frame.value["ctxs"]?.items {
      for pair in perDex {
        let dex = pair[0]?.text ?? ""
        for (place, context) in (pair[1]?.items ?? []).enumerated() {
          let known = dex.isEmpty && desk.universe.indices.contains(place)
          let name = known ? desk.universe[place] : "\(dex)@\(place)"
          readContext(context, name, (desk, time), samples)
        }
      }
      return
    }
    for (place, context) in frame.value.items.enumerated() {
      let name = desk.universe.indices.contains(place) ? desk.universe[place] : "@\(place)"
      readContext(context, name, (desk, time), samples)
    }
  }

  private static func readContext(
    _ context: Literal, _ coin: String, _ desk: (FrameDesk, time: Int64),
    _ samples: SampleWriter
  ) {
    let market = desk.0.market(coin, home)
    let mark = context.number("markPx")
    if let size = context.number("openInterest") {
      market.addInterest(size, at: desk.time, price: mark, (desk.0, samples))
    }
    market.addPrice("mark", mark, at: desk.time, samples)
    market.addPrice("index", context.number("oraclePx"), at: desk.time, samples)
    market.addFunding(context.number("funding"), hours: 1, at: desk.time, samples)
  }
}
