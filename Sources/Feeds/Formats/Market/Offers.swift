// The series a market's file offers, by what its rows are.
import Columns
import Quantities

extension SeriesOffer {
  /// A series outside the catalogue, with the format's own unit.
  static func own(
    _ name: String, _ unit: Unit, _ frame: OfferFrame, why: String
  ) -> SeriesOffer {
    SeriesOffer(
      SeriesSchema(
        name: name, kind: frame.kind, unit: unit, keys: frame.labels, every: frame.cadence.every,
        stale: frame.cadence.stale, lag: frame.cadence.lag, origin: .format), why: why)
  }

  /// A catalogue series, by symbol also where the catalogue has it by venue and asset only: for
  /// files that hold several symbols of one asset.
  static func bySymbol(
    _ name: String, labels: [String], cadence: Cadence? = nil, why: String
  ) -> SeriesOffer {
    var offer = standard(name, labels: labels, cadence: cadence, why: why)
    if labels.contains("symbol"), !offer.schema.keys.contains("symbol") {
      offer.schema.keys = (offer.schema.keys + ["symbol"]).sorted()
    }
    return offer
  }
}

/// What an own series has besides name and unit.
struct OfferFrame {
  var labels: [String]
  var cadence = Cadence.minutely
  var kind = SeriesKind.gauge
}

extension Cadence {
  /// Every minute, known for five.
  static let minutely = Cadence(every: .minutes(1), stale: .minutes(5))
  /// A look at a book each second, known for as long as the catalogue says.
  static let looks = Cadence(every: .seconds(1), stale: .minutes(2))
  /// Every hour, known for three.
  static let hourly = Cadence(every: .hours(1), stale: .hours(3))

  /// Once per `step`, known for three of them.
  static func every(_ step: TimeSpan, lag: TimeSpan = .zero) -> Cadence {
    Cadence(every: step, stale: step * 3, lag: lag)
  }
}

extension Unit {
  /// A fraction per so many hours.
  static func fraction(perHours hours: Int64) -> Unit { Unit(parsing: "x/\(hours)h") ?? .ratio }
  static let fractionPerYear = Unit(parsing: "x/y") ?? .ratio
}

/// What is offered for the markets of a file.
struct MarketOffers {
  /// The labels rows have.
  let labels: [String]
  /// The markets seen in the head of the file.
  let markets: [Market]

  /// True where one asset has several symbols on one venue, so that prices need the symbol.
  private var needsSymbol: Bool {
    let places = Set(markets.map { "\($0.labels["venue"] ?? "") \($0.labels["asset"] ?? "")" })
    return places.count < Set(markets.map(\.labels)).count
  }

  /// A series name in every money of these markets, and whether that is dollars.
  private func names(_ name: String) -> [(name: String, isInDollars: Bool)] {
    let names = Set(markets.isEmpty ? [name] : markets.map { $0.name(name) })
    return names.sorted().map { ($0, $0 == name) }
  }

  /// A price series of the catalogue.
  func price(_ name: String, why: String, cadence: Cadence? = nil) -> [SeriesOffer] {
    names(name).map { name, isInDollars in
      guard isInDollars, Catalogue.series(named: name) != nil else {
        let note = isInDollars ? "" : "; its money is no dollar, so it has no USD"
        return .own(
          name, isInDollars ? .price : .ratio,
          OfferFrame(labels: labels, cadence: cadence ?? .minutely), why: why + note)
      }
      return needsSymbol
        ? .bySymbol(name, labels: labels, cadence: cadence, why: why)
        : .standard(name, labels: labels, cadence: cadence, why: why)
    }
  }

  /// The price series of these markets: `spot` of spot markets, `price` of all others.
  func prices(why: String, cadence: Cadence? = nil) -> [SeriesOffer] {
    let names = Set(markets.map(\.priceSeries))
    return (names.isEmpty ? ["price"] : names.sorted()).flatMap {
      price($0, why: why, cadence: cadence)
    }
  }

  /// Volumes by the side that took.
  func volumes(why: String, cadence: Cadence? = nil) -> [SeriesOffer] {
    ["volume_usd", "taker_buy", "taker_sell", "taker_net"].flatMap { name in
      names(name).map { name, isInDollars in
        isInDollars
          ? SeriesOffer.standard(name, labels: labels, cadence: cadence, why: why)
          : .own(
            name, .coin,
            OfferFrame(labels: labels, cadence: cadence ?? .minutely, kind: .event),
            why: why + "; its money is no dollar, so it has no USD")
      }
    }
  }

  /// Volumes, number and coins of trades that are told one by one.
  func trades(why: String) -> [SeriesOffer] {
    volumes(why: why) + Catalogue.tradeCounts.map { .standard($0, labels: labels, why: why) }
  }

  /// What became of orders, told one by one.
  func orders(why: String) -> [SeriesOffer] {
    Catalogue.orderCounts.map { .standard($0, labels: labels, why: why) }
  }

  /// Forced closings by the side of the position that was closed.
  func liquidations(why: String, cadence: Cadence? = nil) -> [SeriesOffer] {
    ["liq_usd", "liq_long_usd", "liq_short_usd"].map {
      .standard($0, labels: labels, cadence: cadence, why: why)
    }
  }

  /// What a book says at each look at it.
  func books(why: String) -> [SeriesOffer] {
    var offers = [
      SeriesOffer.standard("spread_bps", labels: labels, cadence: .looks, why: why),
      .own(
        "mid", .price, OfferFrame(labels: labels, cadence: .looks),
        why: "the middle of best bid and ask"),
    ]
    for band in Catalogue.depthBands {
      for side in ["", "_bid", "_ask"] {
        offers.append(
          .standard("depth_\(band)\(side)", labels: labels, cadence: .looks, why: why))
      }
    }
    return offers
  }
}

extension Market {
  /// `spot` for spot markets, `price` for all others.
  var priceSeries: String { instrument?.kind == .spot ? "spot" : "price" }
}
