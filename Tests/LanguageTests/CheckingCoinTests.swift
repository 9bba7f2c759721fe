// Coins and contracts: what may be added or compared, and what may not.
import Diagnostics
import Language
import Testing

@Suite struct CheckingCoinTests {
  private func told(_ condition: String) -> [String] {
    errors("alert a when \(condition) for 15m\n")
  }

  @Test(arguments: [
    "oi{venue: binance} > oi{venue: okx}",
    "oi{symbol: BTCUSDT, venue: binance} > oi{symbol: BTCPERP, venue: ftx}",
    "sum(oi) over symbol > 0.9 * reserve",
    "sum(oi) over (symbol, venue) > 5 coin",
    "sum(oi{asset: BTC}) over (symbol, venue) > 5 coin",
    "oi{asset: BTC} > 5 coin",
    "oi{asset: BTC} > reserve{asset: BTC}",
    "max(mark) over venue > 1.01 * min(mark) over venue",
    "sum(oi_contracts) over venue > 5 contract",
    "sum(oi * mark) > 5M USD",
    "count(oi) > 5",
  ])
  func sound(condition: String) {
    #expect(told(condition) == [], "\(condition)")
  }

  @Test(arguments: [
    ("oi > oi{asset: BTC}", "E0404"),
    ("oi{asset: BTC} + oi{asset: ETH} > 5 coin", "E0404"),
    ("sum(oi) over (asset, symbol) > 5 coin", "E0404"),
    ("max(oi) > 5 coin", "E0404"),
    ("hhi(oi) > 0.5", "E0404"),
    ("avg(mark) > 5 USD/coin", "E0404"),
    ("sum(oi_contracts) over symbol > 5 contract", "E0405"),
    ("oi_contracts > oi_contracts{symbol: BTCUSDT}", "E0405"),
  ])
  func mixed(condition: String, code: String) {
    #expect(told(condition) == [code], "\(condition)")
  }
}
