// The shipped table of contract sizes: what one unit of size means on each venue.
import Quantities

/// Contract sizes by venue. Venues change them: a schema file wins over this table.
enum ContractSizes {
  /// What a size of an instrument counts in its venue's feeds.
  static func rule(for instrument: Instrument, settlesIn settle: String?) -> SizeRule {
    guard instrument.kind != .spot else { return .coins(1) }
    let isInverse = isInverse(instrument, settle)
    switch instrument.venue {
    case "binance": return isInverse ? hundredOrTen(instrument) : .coins(1)
    case "okx", "okex": return okx(instrument, isInverse)
    case "deribit", "bybit": return isInverse ? .dollars(1) : .coins(1)
    case "hyperliquid", "dydx", "ftx", "bitget", "bingx", "aevo":
      return .coins(1)
    case "kraken": return isInverse ? .dollars(1) : .coins(1)
    case "bitmex": return bitmex(instrument)
    case "gate", "gateio", "mexc", "htx", "huobi", "kucoin":
      return isInverse ? inverse(instrument) : listed(instrument)
    default:
      return isInverse
        ? .unknown(likely: "1 USD, 10 USD or 100 USD") : .unknown(likely: "1 coin")
    }
  }

  /// True where profit is paid in the coin itself.
  private static func isInverse(_ instrument: Instrument, _ settle: String?) -> Bool {
    guard instrument.kind != .option else { return false }
    if let settle { return settle == instrument.asset }
    if instrument.venue == "kraken" { return instrument.symbol.hasPrefix("PI_") }
    if instrument.venue == "binance" { return instrument.symbol.contains("USD_") }
    let inverseVenues: Set = [
      "okx", "okex", "deribit", "bybit", "htx", "huobi", "kucoin", "gate", "gateio",
      "mexc",
    ]
    return instrument.quote == "USD" && inverseVenues.contains(instrument.venue)
  }

  private static func hundredOrTen(_ instrument: Instrument) -> SizeRule {
    .dollars(instrument.asset == "BTC" ? 100 : 10)
  }

  private static func inverse(_ instrument: Instrument) -> SizeRule {
    switch instrument.venue {
    case "htx", "huobi": hundredOrTen(instrument)
    default: .dollars(1)
    }
  }

  private static func okx(_ instrument: Instrument, _ isInverse: Bool) -> SizeRule {
    if isInverse { return hundredOrTen(instrument) }
    if instrument.kind == .option {
      switch instrument.asset {
      case "BTC": return .coins(0.01)
      case "ETH": return .coins(0.1)
      default: return .unknown(likely: "0.1 coin")
      }
    }
    return listed(instrument)
  }

  private static func bitmex(_ instrument: Instrument) -> SizeRule {
    let symbol = instrument.symbol
    if symbol.hasPrefix("XBT"), instrument.quote == "USD" || instrument.kind == .future {
      return .dollars(1)
    }
    if instrument.quote == "USD" { return .quanto }
    if instrument.quote == "BTC" { return .coins(1) }
    return listed(instrument)
  }

  private static func listed(_ instrument: Instrument) -> SizeRule {
    let venue = aliases[instrument.venue] ?? instrument.venue
    if let coins = linear[venue]?[instrument.asset] { return .coins(coins) }
    guard let elsewhere = linear["okx"]?[instrument.asset] else {
      return .unknown(likely: "1 coin")
    }
    return .unknown(likely: "\(shortestDecimal(elsewhere)) coin, as on okx")
  }

  private static let aliases = ["okex": "okx", "gateio": "gate", "huobi": "htx"]

  /// Coins per linear contract.
  private static let linear: [String: [String: Double]] = [
    "okx": okxLinear,
    "gate": ["BTC": 0.0001, "ETH": 0.01, "SOL": 1, "XRP": 10, "DOGE": 10, "LTC": 0.1],
    "mexc": ["BTC": 0.0001, "ETH": 0.01, "SOL": 0.1, "XRP": 1],
    "htx": ["BTC": 0.001, "ETH": 0.01, "SOL": 1, "XRP": 10, "LTC": 0.1, "LINK": 0.1],
    "kucoin": ["BTC": 0.001, "ETH": 0.01, "SOL": 0.1, "XRP": 10, "LTC": 0.1],
    "bitmex": ["BTC": 0.000001, "ETH": 0.00001],
  ]

  /// OKX's linear swaps by coins per contract.
  private static let okxLinear: [String: Double] = {
    let byCoins: [(Double, String)] = [
      (0.0001, "YFI"), (0.001, "YFII"), (0.01, "BTC ICP MKR TORN XCH"),
      (
        0.1,
        "ETH AAVE APE AXS BADGER BAL BCH COMP DASH EGLD ENS FIL KSM LPT TRB UMA XMR ZEC"
      ),
      (
        1,
        "SOL LTC LINK DOT AVAX ATOM UNI 1INCH AGLD ALPHA API3 CELO CRV DYDX GMT IMX KNC LON MASK "
          + "MINA NEO OMG PERP SNX SUSHI WAVES XTZ YGG ZEN"
      ),
      (
        10,
        "ALGO BAT CFX CHZ CRO ENJ EOS ETC FLM FTM GALA GRT IOTA LRC MANA MATIC NEAR ONT REN RVN "
          + "SAND SLP STORJ THETA XEM ZRX"
      ),
      (100, "XRP ADA XLM BTM CVC JST PEOPLE RSR SC ZIL"), (1_000, "DOGE TRX IOST"),
      (1_000_000, "SHIB BTT ELON NFT SOS"),
    ]
    var table: [String: Double] = [:]
    for (coins, names) in byCoins {
      for name in names.split(separator: " ") { table[String(name)] = coins }
    }
    return table
  }()
}
