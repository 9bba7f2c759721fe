// Book state, depth, slippage and resilience: from vectors to kernels.

import Functions
import Quantities

extension Vectors {
  static let books: Evaluator = { c in
    switch c.metric {
    case "mid", "microprice", "book_state", "book_imbalance": return try top(c)
    case "depth": return try depth(c)
    case "slippage_bps":
      let walk = try c.book().walk(try c.taker("side"), notional: try c.number("notional_usd"))
      return [
        "avg_price": .inner(walk, \.averagePrice), "coin": .of(walk, \.coin),
        "slippage_bps": .inner(walk, \.slippageBps), "impact_bps": .inner(walk, \.impactBps),
        "fill_fraction": .of(walk, \.fillFraction),
      ]
    case "absorbable_notional":
      let notional = try c.book().absorbable(try c.taker("side"), bps: try c.number("bps"))
      return ["absorbable_notional": .of(notional), "flags": .of(notional.flags)]
    case "depth_drain":
      let window = try c.span("window_s")
      var drain = DepthDrain(peak: window, norm: window)
      for (time, depth) in zip(try c.times(), try c.numbers("depth")) { drain.add(depth, at: time) }
      return ["depth_drain": .of(drain.sincePeak), "depth_drain_med": .of(drain.sinceNorm)]
    case "resilience_halflife", "resilience_rate":
      let depth = try c.numbers("depth")
      let recovery = Recovery(
        seconds: try c.numbers("t"), depth: depth, before: try c.number("pre_shock_depth"))
      return [
        "resilience_halflife": .of(recovery.halfLife), "resilience_rate": .of(recovery.rate),
        "recovery_ratio_at_end": .of(recovery.ratio(depth.count - 1)),
      ]
    case "replenish_rate":
      return [
        "replenish_rate": .of(
          Replenishment.rate(
            depthStart: try c.number("depth_start"), depthEnd: try c.number("depth_end"),
            takerVolume: try c.number("taker_volume"), seconds: try c.number("window_s")))
      ]
    default: return [:]
    }
  }

  private static func top(_ c: VectorCase) throws -> [String: Answer] {
    let book = try c.book()
    return [
      "book_state": .label(book.state.rawValue), "mid": .of(book.mid),
      "spread": .of(book.spread), "spread_bps": .of(book.spreadBps),
      "microprice": .of(book.microprice),
      "book_imbalance": .of(book.imbalance(levels: Int(try c.number("levels", default: 5)))),
    ]
  }

  private static func depth(_ c: VectorCase) throws -> [String: Answer] {
    let depth = try c.book().depth(bps: try c.number("bps"))
    return [
      "depth_bid_usd": .of(depth, \.bidUSD), "depth_ask_usd": .of(depth, \.askUSD),
      "depth_bid_coin": .of(depth, \.bidCoin), "depth_ask_coin": .of(depth, \.askCoin),
      "depth_usd": .of(depth, \.totalUSD), "depth_min_usd": .of(depth, \.minimumUSD),
      "band_imbalance": .inner(depth, \.imbalance), "flags": .of(depth.flags),
    ]
  }
}

extension VectorCase {
  func book() throws -> Book { Self.book(inputs["book"], contract: try contract()) }

  static func book(_ json: JSON, contract: Contract = Contract(.linear)) -> Book {
    Book(bids: levels(json["bids"]), asks: levels(json["asks"]), contract: contract)
  }

  static func levels(_ json: JSON) -> BookLevels {
    let pairs = (json.array ?? []).map { ($0.array ?? []).compactMap(\.number) }
    return BookLevels(prices: pairs.map { $0[0] }, sizes: pairs.map { $0[1] })
  }

  func taker(_ key: String) throws -> Taker {
    guard let taker = Taker(rawValue: try string(key)) else {
      throw MissingInput(id: id, key: key)
    }
    return taker
  }
}
