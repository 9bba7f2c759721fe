// From an exchange's symbol to the asset it is about.

/// What a symbol says: the asset, and how many of it one unit of the symbol is.
package struct SymbolName: Equatable, Sendable {
  /// The coin: `BTC`.
  package let asset: String
  /// The power of ten of coins in one unit of the symbol: 3 for `1000SHIB` and `kPEPE`.
  package let coinShift: Int

  /// Reads `BTCUSDT`, `BTC-USDT-SWAP`, `BTC-PERPETUAL`, `BTC/USDT:USDT`, `PF_XBTUSD`,
  /// `1000SHIBUSDT`, `BTCUSD_PERP`, `BTC`; nil where no coin can be told.
  package init?(symbol: String) {
    var name = Substring(symbol)
    if let slash = name.firstIndex(of: "/") {
      name = name[..<slash]
    } else {
      if let colon = name.firstIndex(of: ":") { name = name[..<colon] }
      for prefix in ["PF_", "PI_", "FF_", "FI_", "PV_"] where name.hasPrefix(prefix) {
        name = name.dropFirst(prefix.count)
      }
      let words = name.split { $0 == "-" || $0 == "_" }
      name = words.first ?? name
      // `WBTC-USDT` names its money after the joint; `BTCUSD_PERP` before it.
      let isQuoted = words.dropFirst().contains { Self.quotes.contains($0.uppercased()) }
      if !isQuoted { name = Self.withoutQuote(name) }
    }
    self.init(base: name)
  }

  /// Reads a coin without money or contract behind it: `1000SHIB`, `kPEPE`, `XBT`, `WBTC`.
  init?(base: Substring) {
    let (shift, coin) = Self.splitMultiplier(base)
    guard let first = coin.first, first.isASCII, first.isLetter || first.isNumber,
      coin.utf8.count <= 20, coin.contains(where: \.isLetter)
    else { return nil }
    let upper = coin.uppercased()
    asset = Self.aliases[upper] ?? upper
    coinShift = shift
  }

  private static let aliases = ["XBT": "BTC", "XDG": "DOGE"]

  private static let quotes = [
    "FDUSD", "USDT", "USDC", "BUSD", "TUSD", "USDP", "USDE", "USD", "EUR", "GBP", "JPY", "TRY",
    "BRL", "KRW", "BTC", "XBT", "ETH", "BNB",
  ]

  /// The symbol without the money it is quoted in; also without an expiry such as `M24`.
  private static func withoutQuote(_ name: Substring) -> Substring {
    let upper = name.uppercased()
    guard let quote = quote(of: upper) else { return name }
    return name.dropLast(quote.count)
  }

  /// The money a symbol without joints ends in; `DOTUSD` is in USD, not in TUSD.
  static func quote(of upper: String) -> String? {
    quotes.first { quote in
      let rest = upper.utf8.count - quote.utf8.count
      return upper.hasSuffix(quote) && rest > (quote == "TUSD" ? 2 : 0)
    }
  }

  /// `1000SHIB`, `1MBABYDOGE` and `kPEPE` count many coins as one; `1INCH` is a name.
  private static func splitMultiplier(_ name: Substring) -> (Int, Substring) {
    let digits = name.prefix { $0.isASCII && $0.isNumber }
    let zeros = digits.dropFirst()
    if digits.first == "1", zeros.count >= 3, zeros.count <= 9, zeros.allSatisfy({ $0 == "0" }) {
      return (zeros.count, name.dropFirst(digits.count))
    }
    if name.hasPrefix("1M"), name.utf8.count > 4 { return (6, name.dropFirst(2)) }
    if name.first == "k", let second = name.dropFirst().first, second.isUppercase {
      return (3, name.dropFirst())
    }
    return (0, name)
  }
}
