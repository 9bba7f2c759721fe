// The standard series of the field: what a name means where nobody says otherwise.
import Quantities

/// The catalogue of standard series (the Language page lists it).
package enum Catalogue {
  /// Every standard series, sorted by name.
  package static let all: [SeriesSchema] = build().sorted { $0.name < $1.name }

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  /// The standard series of that name, or nil.
  package static func series(named name: String) -> SeriesSchema? { byName[name] }

  /// The keys of the series of a market.
  package static let marketKeys = ["venue", "asset", "symbol"]

  private static let market = marketKeys
  private static let holder = ["venue", "asset"]

  /// How often a gauge is sampled, and how old its last sample may be.
  private typealias Cadence = (every: TimeSpan, stale: TimeSpan)

  private static func gauge(
    _ name: String, _ unit: Unit, _ keys: [String], _ cadence: Cadence
  ) -> SeriesSchema {
    SeriesSchema(
      name: name, kind: .gauge, unit: unit, keys: keys, every: cadence.every,
      stale: cadence.stale, origin: .catalogue)
  }

  private static func events(
    _ names: [String], _ unit: Unit = .usd, stale: TimeSpan
  ) -> [SeriesSchema] {
    names.map {
      SeriesSchema(
        name: $0, kind: .event, unit: unit, keys: market, every: .minutes(1), stale: stale,
        origin: .catalogue)
    }
  }

  /// The depth bands of the catalogue, as they are spelled in names.
  package static let depthBands = [
    "10bps", "20bps", "50bps", "1pct", "2pct", "3pct", "4pct", "5pct",
  ]

  /// The series of trades told one by one: their number, and their coins by the side that took.
  package static let tradeCounts = [
    "trades", "taker_buy_coin", "taker_sell_coin", "taker_net_coin",
  ]

  /// The series of orders told one by one: messages, coins submitted and withdrawn, orders
  /// withdrawn, those of them that lived under a tenth of a second, and the unfilled coins of those
  /// that were withdrawn within five seconds, while the other side was traded with.
  package static let orderCounts = [
    "messages", "orders_submitted", "orders_cancelled", "cancelled_orders", "fleeting_orders",
    "order_bait",
  ]

  private static func build() -> [SeriesSchema] {
    let minutely: Cadence = (.minutes(1), .minutes(5))
    let fiveMinutely: Cadence = (.minutes(5), .minutes(15))
    let halfMinutely: Cadence = (.seconds(30), .minutes(2))
    let daily: Cadence = (.days(1), .hours(36))
    let hourly = Unit(parsing: "%/h") ?? .ratio
    let yearly = Unit(parsing: "%/y") ?? .ratio
    let perSecond = Unit(parsing: "USD/s") ?? .usd
    var out = [
      gauge("oi", .coin, market, fiveMinutely),
      gauge("oi_usd", .usd, market, fiveMinutely),
      gauge("oi_contracts", .contract, market, fiveMinutely),
      gauge("reserve", .coin, holder, daily),
      gauge("reserve_usd", .usd, holder, daily),
      gauge("spread_bps", .basisPoints, market, halfMinutely),
      gauge("mark", .price, market, minutely),
      gauge("price", .price, holder, minutely),
      gauge("spot", .price, holder, minutely),
      gauge("index", .price, holder, minutely),
      gauge("funding", hourly, market, (.hours(8), .hours(9))),
      gauge("refill_1pct", perSecond, market, minutely),
      gauge("long_short_ratio", .ratio, market, fiveMinutely),
      gauge("taker_ratio", .ratio, market, fiveMinutely),
      gauge("borrow_rate", yearly, holder, (.hours(1), .hours(3))),
    ]
    for band in depthBands {
      for side in ["", "_bid", "_ask"] {
        out.append(gauge("depth_\(band)\(side)", .usd, market, halfMinutely))
      }
    }
    out += events(["volume_usd", "taker_buy", "taker_sell", "taker_net"], stale: .minutes(5))
    let coins = ["taker_buy_coin", "taker_sell_coin", "taker_net_coin"]
    out += events(coins, .coin, stale: .minutes(5))
    out += events(["orders_submitted", "orders_cancelled", "order_bait"], .coin, stale: .minutes(5))
    let counts = ["messages", "cancelled_orders", "fleeting_orders"]
    out += events(counts, .ratio, stale: .minutes(5))
    out += events(["trades"], .ratio, stale: .minutes(5))
    out += events(["liq_usd", "liq_long_usd", "liq_short_usd"], stale: .hours(1))
    return out
  }
}
