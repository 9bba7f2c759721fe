// What a file's name says. A name is a hint: content wins.

/// The parts of file names that formats look for.
package enum FileNames {
  /// The symbol a Binance archive name begins with: `BTCUSDT-metrics-2026-09-15`,
  /// `BTCUSD_PERP-bookDepth-…`, `BTCUSDT_open_interest_5m_2023`; nil where it begins otherwise.
  package static func leadingSymbol(_ stem: String) -> String? {
    let head = stem.split(separator: "-").first ?? ""
    let parts = head.split(separator: "_")
    guard let first = parts.first, isUpperSymbol(first), first.utf8.count >= 5 else { return nil }
    if parts.count == 2, isContractSuffix(parts[1]) { return String(head) }
    return String(first)
  }

  /// The venue a word of the name names: `BTC-USDT_binance_2020…` is of `binance`.
  package static func venue(in stem: String) -> String? {
    let words = stem.lowercased().split { !$0.isLetter && !$0.isNumber }
    return words.map(String.init).first(where: venues.contains)
  }

  /// The asset a word of the name names in capitals: `BTC_price` is about `BTC`.
  package static func asset(in stem: String) -> String? {
    let words = stem.split { !$0.isLetter && !$0.isNumber }
    let found = words.first { word in
      (2...6).contains(word.utf8.count) && word.allSatisfy(\.isUppercase)
        && !notAssets.contains(String(word))
    }
    return found.map(String.init)
  }

  /// The directory of a path with its slash; empty for a bare name.
  static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return String(path[...slash])
  }

  /// A name without its last suffix.
  static func stem(_ name: String) -> String {
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return name }
    return String(name[..<dot])
  }

  private static let notAssets: Set<String> = ["USD", "USDT", "USDC", "OI", "CSV", "UTC", "SMA"]

  private static let venues: Set<String> = [
    "binance", "bybit", "okx", "okex", "bitmex", "deribit", "kraken", "coinbase", "bitfinex",
    "gate", "gateio", "htx", "huobi", "kucoin", "mexc", "bitget", "dydx", "hyperliquid", "bitstamp",
    "bingx", "phemex", "ftx",
  ]

  private static func isUpperSymbol(_ text: Substring) -> Bool {
    text.allSatisfy { $0.isASCII && ($0.isUppercase || $0.isNumber) }
      && text.contains(where: \.isLetter)
  }

  private static func isContractSuffix(_ text: Substring) -> Bool {
    text == "PERP" || (text.utf8.count == 6 && text.allSatisfy(\.isNumber))
  }
}
