// Options as series: one track per instrument, with strike, expiry and side among its keys.
import Columns
import Quantities

/// What is known of one option at one moment, as its venue writes it. NaN says that there is none,
/// as for a bid of zero; nil that the source does not tell.
struct OptionQuote {
  var time: Int64
  /// Volatilities as fractions.
  var markIV, bidIV, askIV: Double?
  var delta, gamma, vega, theta, rho: Double?
  /// In coins.
  var openInterest, volume: Double?
  /// In coins for options that pay in coins, else in USD.
  var mark, bid, ask: Double?
  /// USD per coin.
  var underlying, index: Double?

  init(time: Int64) { self.time = time }
}

/// The options of one reading of one file.
struct OptionMarkets {
  private let naming: MarketNaming
  private var options: [String: Option?] = [:]
  private var indices: [String: Market] = [:]

  /// One option and where it writes.
  final class Option {
    let instrument: Instrument
    let market: Market
    let index: Market
    /// True where premiums are in coins.
    let paysInCoin: Bool
    /// What its venue calls it.
    let name: String
    /// Its terms as numbers.
    let terms: Terms

    /// Strike, side and expiry as series have them.
    struct Terms {
      let strike: Double?
      /// 1 for a call, 0 for a put.
      let isCall: Double
      let expiry: Int64?

      /// Seconds to expiry; none after it.
      func tenor(at time: Int64) -> Double? {
        expiry.map { max(0, Double($0 &- time) / 1e9) }
      }
    }

    init(_ instrument: Instrument, _ market: Market, _ index: Market, paysInCoin: Bool) {
      self.instrument = instrument
      self.market = market
      self.index = index
      self.paysInCoin = paysInCoin
      name = instrument.symbol
      terms = Terms(
        strike: instrument.strike.flatMap(Double.init), isCall: instrument.isCall == true ? 1 : 0,
        expiry: instrument.expiry?.nanoseconds)
    }
  }

  init(_ naming: MarketNaming) { self.naming = naming }

  /// The option of that name, or nil where the name is no option's.
  mutating func option(_ name: String, on venue: String? = nil) -> Option? {
    if let known = options[name] { return known }
    let made = make(name, venue ?? naming.venue)
    options[name] = .some(made)
    return made
  }

  private mutating func make(_ name: String, _ venue: String) -> Option? {
    guard let instrument = Instrument(venue: venue, symbol: name, kind: .option),
      let strike = instrument.strike, let expiry = instrument.expiry,
      let isCall = instrument.isCall
    else { return nil }
    let days = expiry.roundedDown(to: .days(1)).description.prefix(10)
    let pairs = [
      ("venue", venue), ("asset", instrument.asset), ("instrument", name),
      ("strike", Self.plain(strike)), ("expiry", String(days)), ("cp", isCall ? "C" : "P"),
    ]
    let market = Market(instrument, labels: Labels(naming.pinnedPairs + pairs))
    let about = "\(venue) \(instrument.asset)"
    let index =
      indices[about]
      ?? Market(
        nil, labels: Labels(naming.pinnedPairs + [("venue", venue), ("asset", instrument.asset)]))
    indices[about] = index
    let paysInCoin =
      (venue == "deribit" && !name.contains("_")) || (venue == "okx" && name.contains("-USD-"))
    return Option(instrument, market, index, paysInCoin: paysInCoin)
  }

  /// The strike without a fraction of zeros.
  private static func plain(_ strike: String) -> String {
    guard let number = Double(strike) else { return strike }
    return shortestDecimal(number)
  }

  /// The keys of option series.
  static func keys(_ naming: MarketNaming) -> [String] {
    Array(
      Set(
        ["venue", "asset", "instrument", "strike", "expiry", "cp"]
          + naming.pinnedPairs.map(\.0))
    ).sorted()
  }
}

extension OptionMarkets.Option {
  /// Writes what a quote knows.
  func add(_ quote: OptionQuote, _ samples: SampleWriter) {
    let greeks: [(String, Double?)] = [
      ("mark_iv", quote.markIV), ("bid_iv", quote.bidIV), ("ask_iv", quote.askIV),
      ("delta", quote.delta), ("gamma", quote.gamma), ("vega", quote.vega),
      ("theta", quote.theta.map { $0 / 86_400 }), ("rho", quote.rho),
      ("opt_oi", quote.openInterest), ("opt_volume", quote.volume),
      ("underlying", quote.underlying), ("strike_price", terms.strike),
      ("is_call", terms.isCall), ("tenor", terms.tenor(at: quote.time)),
    ]
    for (series, value) in greeks {
      if let value { market.add(series, at: quote.time, value, samples) }
    }
    let each = paysInCoin ? quote.underlying : 1
    let premiums = [
      ("opt_mark", quote.mark), ("opt_bid", quote.bid), ("opt_ask", quote.ask),
    ]
    for (series, value) in premiums {
      if let value, let each { market.add(series, at: quote.time, value * each, samples) }
    }
    if let value = quote.index { index.set("index", at: quote.time, value, samples) }
  }
}

extension SeriesOffer {
  /// What every option has by its name: its terms as numbers.
  static let optionTerms: Set<String> = ["strike_price", "is_call", "tenor"]

  /// The series of options among `names`.
  static func options(
    _ names: Set<String>, _ naming: MarketNaming, cadence: Cadence, note: String
  ) -> [SeriesOffer] {
    let keys = OptionMarkets.keys(naming)
    let perDay = Unit(parsing: "USD/coin/d") ?? .price
    let all: [(String, Unit, String)] = [
      ("mark_iv", .ratio, "implied volatility of the mark as a fraction; \(note)"),
      ("bid_iv", .ratio, "implied volatility of the bid as a fraction; \(note)"),
      ("ask_iv", .ratio, "implied volatility of the ask as a fraction; \(note)"),
      ("delta", .ratio, "coins per option of one coin, as the venue gives it"),
      ("gamma", Unit(parsing: "coin/USD") ?? .ratio, "change of delta per USD of the underlying"),
      ("vega", .price, "USD per point of volatility, per option of one coin"),
      ("theta", perDay, "USD per day, per option of one coin"),
      ("strike_price", .price, "the strike as a price, for repricing"),
      ("is_call", .ratio, "1 for a call, 0 for a put"),
      ("tenor", .seconds, "time to expiry at the row's moment"),
      ("rho", .price, "USD per percent of interest, per option of one coin"),
      ("opt_oi", .coin, "open interest of the option"),
      ("opt_volume", .coin, "volume of the last 24 hours"),
      ("underlying", .price, "the forward the venue prices the option by"),
      ("opt_mark", .price, "mark in USD per option of one coin"),
      ("opt_bid", .price, "best bid in USD per option of one coin; missing where there is none"),
      ("opt_ask", .price, "best ask in USD per option of one coin; missing where there is none"),
    ]
    var offers = all.filter { names.contains($0.0) }.map {
      SeriesOffer.own($0.0, $0.1, OfferFrame(labels: keys, cadence: cadence), why: $0.2)
    }
    if names.contains("index") {
      offers.append(
        .standard("index", labels: keys, cadence: cadence, why: "the venue's index of the coin"))
    }
    return offers
  }
}
