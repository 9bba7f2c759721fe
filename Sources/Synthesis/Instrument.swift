// The perpetuals of the stress day: two venues, three assets, and how big each market is.

/// A venue of the stress day.
package enum Venue: String, CaseIterable, Sendable {
  /// The venue whose numbers come in the layouts of the Binance archive.
  case binance
  /// An invented venue, recorded by the desk itself in plain tables.
  case demo
}

/// One perpetual and the size of its market on a quiet day.
struct Instrument: Sendable {
  let venue: Venue
  let asset: String
  let symbol: String
  /// The price in USD at the start.
  let price: Double
  /// How strongly the asset follows a fall of BTC.
  let beta: Double
  /// The venue's reserve of the asset at the start, in coins.
  let reserve: Double
  /// Open interest as a share of the reserve: at the start, and at the crash without the bursts.
  let cover: (start: Double, crash: Double)
  /// What the two bursts add to that share.
  let burst: Double
  /// The USD within 1 % of the mid, both sides, at the start.
  let depth: Double
  /// The spread in basis points at the start.
  let spread: Double
  /// Decimals of open interest and reserves in coins, and of the price.
  let decimals: (coin: Int, price: Int)

  /// The name of the stream that feeds one aspect of this instrument.
  func stream(_ aspect: String) -> String { "\(venue.rawValue)/\(symbol)/\(aspect)" }
}

extension Instrument {
  /// All instruments, in the order in which the tables list them.
  static let all: [Instrument] = [binanceBTC, demoBTC, demoETH, demoSOL]

  static let binanceBTC = Instrument(
    venue: .binance, asset: "BTC", symbol: "BTCUSDT", price: 62_000, beta: 1, reserve: 12_500,
    cover: (0.74, 0.955), burst: 0.020, depth: 13.2e6, spread: 0.8, decimals: (3, 2))
  static let demoBTC = Instrument(
    venue: .demo, asset: "BTC", symbol: "BTCUSDT", price: 62_000, beta: 1, reserve: 10_000,
    cover: (0.74, 0.985), burst: 0.035, depth: 12.3e6, spread: 1.0, decimals: (3, 2))
  static let demoETH = Instrument(
    venue: .demo, asset: "ETH", symbol: "ETHUSDT", price: 2_950, beta: 1.2, reserve: 150_000,
    cover: (0.72, 0.965), burst: 0.025, depth: 11e6, spread: 1.3, decimals: (1, 2))
  static let demoSOL = Instrument(
    venue: .demo, asset: "SOL", symbol: "SOLUSDT", price: 142, beta: 1.6, reserve: 1_900_000,
    cover: (0.45, 0.60), burst: 0.015, depth: 2.2e6, spread: 3.1, decimals: (0, 3))
}
