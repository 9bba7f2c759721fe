// Symbols across venues: coin, money, kind, expiry, contract sizes, and what a size is worth.
import Feeds
import Quantities
import Testing

@Suite struct InstrumentTests {
  @Test(arguments: [
    ("binance", "BTCUSDT", "BTC", "USDT", 0), ("okx", "BTC-USDT-SWAP", "BTC", "USDT", 0),
    ("deribit", "BTC-PERPETUAL", "BTC", "USD", 0), ("bitmex", "XBTUSD", "BTC", "USD", 0),
    ("kraken", "PF_XBTUSD", "BTC", "USD", 0), ("hyperliquid", "BTC", "BTC", "USD", 0),
    ("ccxt", "BTC/USDT:USDT", "BTC", "USDT", 0), ("binance", "BTCUSD_PERP", "BTC", "USD", 0),
    ("binance", "1000SHIBUSDT", "SHIB", "USDT", 3), ("hyperliquid", "kPEPE", "PEPE", "USD", 3),
    ("binance", "1000PEPEUSDT", "PEPE", "USDT", 3), ("binance", "1INCHUSDT", "1INCH", "USDT", 0),
    ("binance", "1MBABYDOGEUSDT", "BABYDOGE", "USDT", 6), ("bybit", "DOTUSD", "DOT", "USD", 0),
    ("okx", "WBTC-USDT", "WBTC", "USDT", 0), ("binance", "WBTCUSDT", "WBTC", "USDT", 0),
    ("deribit", "XRP_USDC-PERPETUAL", "XRP", "USDC", 0), ("binance", "ADABTC", "ADA", "BTC", 0),
    ("bybit", "BTCUSDM24", "BTC", "USD", 0), ("kucoin", "XBTUSDTM", "BTC", "USDT", 0),
    ("bitmex", "XRPU21", "XRP", "BTC", 0), ("bitmex", "XBTU21", "BTC", "USD", 0),
    ("bybit", "BTCPERP", "BTC", "USDC", 0),
  ])
  func symbols(_ row: (String, String, String, String, Int)) throws {
    let instrument = try #require(Instrument(venue: row.0, symbol: row.1))
    #expect(instrument.asset == row.2)
    #expect(instrument.quote == row.3)
    #expect(instrument.coinShift == row.4)
  }

  @Test(arguments: [
    ("BTC-9JUN20-9875-P", "2020-06-09T08:00:00Z", "9875", false),
    ("BTC-27MAR26-110000-C", "2026-03-27T08:00:00Z", "110000", true),
    ("BTC-USD-241217-92000-C", "2024-12-17T08:00:00Z", "92000", true),
    ("BTC-240628-70000-P", "2024-06-28T08:00:00Z", "70000", false),
    ("XRP_USDC-27JUN25-0d55-C", "2025-06-27T08:00:00Z", "0.55", true),
  ])
  func options(_ row: (String, String, String, Bool)) throws {
    let instrument = try #require(Instrument(venue: "deribit", symbol: row.0))
    #expect(instrument.kind == .option)
    #expect(instrument.expiry?.description == row.1)
    #expect(instrument.strike == row.2)
    #expect(instrument.isCall == row.3)
  }

  @Test func datesThatAreNone() {
    for text in ["31FEB24", "0JUN20", "9JUNE20", "241332", "PERP", ""] {
      #expect(Expiry.parse(text) == nil)
    }
  }

  @Test(arguments: [
    ("binance", "BTCUSDT", SizeRule.coins(1)), ("binance", "BTCUSD_PERP", .dollars(100)),
    ("binance", "ETHUSD_PERP", .dollars(10)), ("okx", "BTC-USDT-SWAP", .coins(0.01)),
    ("okx", "DOGE-USDT-SWAP", .coins(1_000)), ("okx", "BTC-USD-SWAP", .dollars(100)),
    ("okx", "ETH-USD-220527", .dollars(10)), ("okx", "BTC-USDT", .coins(1)),
    ("deribit", "BTC-PERPETUAL", .dollars(1)), ("deribit", "XRP_USDC-PERPETUAL", .coins(1)),
    ("bybit", "BTCUSD", .dollars(1)), ("bybit", "BTCUSDT", .coins(1)),
    ("bitmex", "XBTUSD", .dollars(1)), ("bitmex", "ETHUSD", .quanto),
    ("kraken", "PI_XBTUSD", .dollars(1)), ("kraken", "PF_XBTUSD", .coins(1)),
    ("gate", "BTC_USDT", .coins(0.0001)), ("kucoin", "XBTUSDTM", .coins(0.001)),
    ("hyperliquid", "kPEPE", .coins(1)),
  ])
  func contractSizes(_ row: (String, String, SizeRule)) throws {
    let instrument = try #require(Instrument(venue: row.0, symbol: row.1))
    #expect(instrument.size == row.2)
  }

  @Test func unknownSizesAreRefusedWithTheLikelyOne() throws {
    let known = try #require(Instrument(venue: "mexc", symbol: "DOGE_USDT"))
    #expect(known.size == .unknown(likely: "1000 coin, as on okx"))
    let words = try #require(known.size.refusal("DOGE_USDT"))
    #expect(words.contains("likely 1000 coin") && words.contains("contract_size"))
    #expect(known.size.dollars(of: 5, at: 0.1) == nil)
    let nobody = try #require(Instrument(venue: "newvenue", symbol: "BTCUSDT"))
    #expect(nobody.size.coins(of: 5, at: 60_000) == nil)
  }

  // 300 contracts of 100 USD at 60 000 are 30 000 USD or 0.5 coins; 50 of 0.01 coin are 0.5 coins.
  @Test func conversions() {
    #expect(SizeRule.dollars(100).dollars(of: 300, at: 60_000) == 30_000)
    #expect(SizeRule.dollars(100).coins(of: 300, at: 60_000) == 0.5)
    #expect(SizeRule.dollars(100).coins(of: 300, at: 0) == nil)
    #expect(SizeRule.coins(0.01).coins(of: 50, at: 60_000) == 0.5)
    #expect(SizeRule.coins(0.01).dollars(of: 50, at: 60_000) == 30_000)
    #expect(SizeRule.quanto.dollars(of: 1, at: 1) == nil)
    #expect(SizeRule(pinned: "0.01 coin") == .coins(0.01))
    #expect(SizeRule(pinned: "100 USD") == .dollars(100))
    for text in ["1", "0 coin", "-1 USD", "1 apple", "nan coin"] {
      #expect(SizeRule(pinned: text) == nil)
    }
  }

  // 3 500 000 USD: all of 3 000 000 count, nine tenths of the rest.
  @Test func haircuts() throws {
    let text = "[0-3000000:100, 3000000-4000000:90, 4000000-5000000:80]"
    let tiers = try #require(HaircutTiers(parsing: text))
    #expect(tiers.usable(of: 1_000_000) == 1_000_000)
    #expect(tiers.usable(of: 3_500_000) == 3_450_000)
    #expect(tiers.usable(of: 9_000_000) == 4_700_000)
    #expect(tiers.usable(of: 0) == 0)
    for text in ["", "[]", "[0-1:101]", "[5-1:50]", "[0-1:50, 2-3:40]", "[0-1;50]"] {
      #expect(HaircutTiers(parsing: text) == nil)
    }
  }
}
