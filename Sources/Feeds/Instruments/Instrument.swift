// One instrument: what its symbol says of coin, quote, kind, expiry, strike and sizes.
package import Quantities

/// What a venue's symbol stands for.
package struct Instrument: Equatable, Sendable {
  package let venue: String
  /// As the venue writes it.
  package let symbol: String
  /// The coin: `BTC`, `SHIB`, `PEPE`.
  package let asset: String
  /// The power of ten of coins in one unit of the symbol: 3 for `1000SHIB` and `kPEPE`.
  package let coinShift: Int
  /// The money or coin prices are in: `USD`, `USDT`, `BTC`.
  package let quote: String
  package let kind: Kind
  package internal(set) var size: SizeRule
  /// Where the name has one.
  package let expiry: Timestamp?
  /// Of an option, as written.
  package let strike: String?
  /// Of an option: true for a call.
  package let isCall: Bool?

  /// What is traded.
  package enum Kind: String, Sendable {
    case spot, perpetual, future, option
  }

  /// True where prices are in dollars or a stablecoin taken at par.
  package var isInDollars: Bool { Self.dollars.contains(quote) }

  static let dollars: Set<String> = [
    "USD", "USDT", "USDC", "BUSD", "FDUSD", "TUSD", "USDP", "USDE", "USDD", "DAI", "PYUSD",
  ]
}

extension Instrument {
  /// Reads a symbol of a venue; nil where no coin can be told.
  ///
  /// `kind` is what the file says of its market where the symbol alone cannot: `BTCUSDT` is a spot
  /// market and a perpetual both.
  package init?(venue: String, symbol: String, kind: Kind? = nil) {
    let parts = SymbolParts(symbol)
    guard let name = parts.name else { return nil }
    self.venue = venue
    self.symbol = symbol
    asset = name.asset
    coinShift = name.coinShift
    let isInBitcoin = venue == "bitmex" && parts.kind == .future && name.asset != "BTC"
    quote = parts.quote ?? (isInBitcoin ? "BTC" : "USD")
    self.kind = parts.kind ?? kind ?? Self.usualKind(venue, parts)
    expiry = parts.expiry
    strike = parts.strike
    isCall = parts.isCall
    size = .coins(1)
    size = ContractSizes.rule(for: self, settlesIn: parts.settle)
  }

  private static func usualKind(_ venue: String, _ parts: SymbolParts) -> Kind {
    switch venue {
    case "okx", "okex", "coinbase", "kraken", "bitstamp", "bitfinex": .spot
    default: .perpetual
    }
  }
}

/// The pieces of a symbol.
struct SymbolParts {
  var base: String
  /// True where the money stands apart from the coin.
  private var isJoined = false
  var quote: String?
  var settle: String?
  var kind: Instrument.Kind?
  var expiry: Timestamp?
  var strike: String?
  var isCall: Bool?

  init(_ symbol: String) {
    base = symbol
    if let slash = symbol.firstIndex(of: "/") {
      unified(symbol, slash)
    } else {
      native(symbol)
    }
  }

  /// `BTC/USDT:USDT-240628-70000-C`.
  private mutating func unified(_ symbol: String, _ slash: String.Index) {
    base = String(symbol[..<slash])
    isJoined = true
    let rest = symbol[symbol.index(after: slash)...]
    let halves = rest.split(separator: ":", maxSplits: 1)
    quote = halves.first.map { $0.uppercased() }
    guard halves.count == 2 else {
      kind = .spot
      return
    }
    let words = halves[1].split(separator: "-")
    settle = words.first.map(String.init)
    kind = .perpetual
    for word in words.dropFirst() { takeWord(word) }
  }

  private mutating func native(_ symbol: String) {
    var name = Substring(symbol)
    for prefix in ["PF_", "PI_", "PV_"] where name.hasPrefix(prefix) {
      name = name.dropFirst(3)
      kind = .perpetual
    }
    for prefix in ["FF_", "FI_"] where name.hasPrefix(prefix) {
      name = name.dropFirst(3)
      kind = .future
    }
    let words = name.split { $0 == "-" || $0 == "_" }
    base = words.first.map(String.init) ?? symbol
    for word in words.dropFirst() { takeWord(word) }
    isJoined = quote != nil
    if quote == nil { splitQuote() }
  }

  private mutating func takeWord(_ word: Substring) {
    let upper = word.uppercased()
    switch upper {
    case "SWAP", "PERP", "PERPETUAL": kind = .perpetual
    case "C", "P", "CALL", "PUT":
      isCall = upper.first == "C"
      kind = .option
    default:
      if let moment = Expiry.parse(upper) {
        expiry = moment
        kind = .future
      } else if expiry != nil, let first = upper.first, first.isNumber {
        strike = upper.replacing("D", with: ".")
      } else if expiry == nil || Instrument.dollars.contains(upper) {
        quote = upper
      }
    }
  }

  /// The quote at the end of `BTCUSDT`, `BTCUSDM24`, `XBTUSDTM`, `BTCPERP`.
  private mutating func splitQuote() {
    let upper = base.uppercased()
    if upper.hasSuffix("PERP"), upper.count > 5 {
      base = String(base.dropLast(4))
      kind = .perpetual
      quote = "USDC"
      return
    }
    for code in [2, 3] where upper.count >= code + 3 && Expiry.isMonthCode(upper.suffix(code)) {
      let head = upper.dropLast(code)
      let isQuoted = SymbolName.quote(of: String(head)) != nil
      guard isQuoted || head == "XBT" || head.count == 3 else { continue }
      base = String(base.dropLast(code))
      kind = .future
      break
    }
    if base.uppercased().hasSuffix("USDTM") || base.uppercased().hasSuffix("USDM") {
      base = String(base.dropLast(1))
      kind = .perpetual
    }
    guard let end = SymbolName.quote(of: base.uppercased()) else { return }
    quote = end == "XBT" ? "BTC" : end
  }

  /// The coin; its money is stripped only where no joint told it.
  var name: SymbolName? {
    isJoined ? SymbolName(base: base[...]) : SymbolName(symbol: base)
  }
}
