// The standard series of the field: what a name means where nobody says otherwise.
import Quantities

/// The catalogue of standard series (the Language page lists it).
package enum Catalogue {
  /// Every standard series, sorted by name.
  package static let all: [SeriesSchema] = build().sorted { $0.name < $1.name }

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  /// The standard series of that name, or nil.
  package static func series(named name: String) -> SeriesSchema? { byName[name] }

  private static let market = ["venue", "asset", "symbol"]
  private static let holder = ["venue", "asset"]

  private static func gauge(
    _ name: String, _ unit: Unit, _ keys: [String], _ every: TimeSpan, _ stale: TimeSpan
  ) -> SeriesSchema {
    SeriesSchema(
      name: name, kind: .gauge, unit: unit, keys: keys, every: every, stale: stale,
      origin: .catalogue)
  }

  private static func events(_ names: [String], stale: TimeSpan) -> [SeriesSchema] {
    names.map {
      SeriesSchema(
        name: $0, kind: .event, unit: .usd, keys: market, every: .minutes(1), stale: stale,
        origin: .catalogue)
    }
  }

  /// The depth bands of the catalogue, as they are spelled in names.
  package static let depthBands = [
    "10bps", "20bps", "50bps", "1pct", "2pct", "3pct", "4pct", "5pct",
  ]

  private static func build() -> [SeriesSchema] {
    let minute = TimeSpan.minutes(1)
    let five = TimeSpan.minutes(5)
    let quarter = TimeSpan.minutes(15)
    let half = TimeSpan.seconds(30)
    let hourly = Unit(parsing: "%/h") ?? .ratio
    let yearly = Unit(parsing: "%/y") ?? .ratio
    let perSecond = Unit(parsing: "USD/s") ?? .usd
    var out = [
      gauge("oi", .coin, market, five, quarter),
      gauge("oi_usd", .usd, market, five, quarter),
      gauge("oi_contracts", .contract, market, five, quarter),
      gauge("reserve", .coin, holder, .days(1), .hours(36)),
      gauge("reserve_usd", .usd, holder, .days(1), .hours(36)),
      gauge("spread_bps", .basisPoints, market, half, .minutes(2)),
      gauge("mark", .price, market, minute, five),
      gauge("price", .price, holder, minute, five),
      gauge("spot", .price, holder, minute, five),
      gauge("index", .price, holder, minute, five),
      gauge("funding", hourly, market, .hours(8), .hours(9)),
      gauge("refill_1pct", perSecond, market, minute, five),
      gauge("long_short_ratio", .ratio, market, five, quarter),
      gauge("taker_ratio", .ratio, market, five, quarter),
      gauge("borrow_rate", yearly, holder, .hours(1), .hours(3)),
    ]
    for band in depthBands {
      for side in ["", "_bid", "_ask"] {
        out.append(gauge("depth_\(band)\(side)", .usd, market, half, .minutes(2)))
      }
    }
    out += events(["volume_usd", "taker_buy", "taker_sell", "taker_net"], stale: five)
    out += events(["liq_usd", "liq_long_usd", "liq_short_usd"], stale: .hours(1))
    return out
  }
}
