// Contract sizes out of venues' own lists of instruments; they win over the shipped table.
import Quantities

/// What one contract is worth, by venue and symbol, as lists of instruments in the data say.
package struct ListedSizes: Sendable, Equatable {
  private var sizes: [String: [String: SizeRule]] = [:]

  package init() {}

  /// How many contracts are known.
  package var count: Int { sizes.values.reduce(0) { $0 + $1.count } }

  /// True where nothing is known.
  package var isEmpty: Bool { sizes.isEmpty }

  /// What a contract is worth, or nil where no list has it.
  package func size(of symbol: String, on venue: String) -> SizeRule? { sizes[venue]?[symbol] }

  /// Takes another list in; what it says wins.
  mutating func join(_ other: ListedSizes) {
    for (venue, own) in other.sizes {
      sizes[venue, default: [:]].merge(own) { _, new in new }
    }
  }

  /// Takes what one payload lists; `venue` is whose payload it is where it does not say.
  mutating func take(_ frame: Frame, venue: String) {
    if let symbols = frame.value["symbols"]?.items, frame.has("rateLimits") {
      for item in symbols { add(item, "binance", item.text("symbol"), Self.binance(item)) }
      return
    }
    let items = frame.value.items.isEmpty ? [frame.value] : frame.value.items
    for item in items { takeContract(item, venue) }
    // ccxt's `markets.json` has them by their symbols.
    for entry in frame.value.entries where entry.value.has("contractSize", "linear") {
      takeContract(entry.value, venue)
    }
  }

  private mutating func takeContract(_ item: Literal, _ venue: String) {
    if item.has("symbol", "isInverse", "isQuanto", "underlyingToPositionMultiplier") {
      add(item, "bitmex", item.text("symbol"), Self.bitmex(item))
    } else if item.has("instId", "ctVal") {
      add(item, "okx", item.text("instId"), Self.okx(item))
    } else if item.has("contractType", "priceFilter") {
      add(item, "bybit", item.text("symbol"), Self.bybit(item))
    } else if item.has("name", "quanto_multiplier") {
      add(item, "gate", item.text("name"), Self.gate(item))
    } else if item.has("symbol", "multiplier", "isInverse", "rootSymbol"), item["lotSize"] != nil,
      item["underlyingToPositionMultiplier"] == nil
    {
      add(item, "kucoin", item.text("symbol"), Self.kucoin(item))
    } else if item.has("symbol", "contractSize", "linear") {
      add(item, venue, item.text("symbol"), Self.unified(item))
    }
  }

  private mutating func add(
    _ item: Literal, _ venue: String, _ symbol: String?, _ size: SizeRule?
  ) {
    if let symbol, let size { sizes[venue, default: [:]][symbol] = size }
  }

  /// COIN-M says the USD of a contract; USD-M counts coins; spot lists no contracts.
  private static func binance(_ item: Literal) -> SizeRule? {
    if let usd = item.number("contractSize"), usd > 0 { return .dollars(usd) }
    return item["contractType"] == nil ? nil : .coins(1)
  }

  /// `ctVal` × `ctMult` of `ctValCcy`.
  private static func okx(_ item: Literal) -> SizeRule? {
    guard let value = item.number("ctVal"), value > 0, let money = item.text("ctValCcy") else {
      return nil
    }
    let each = value * (item.number("ctMult") ?? 1)
    if Instrument.dollars.contains(money) { return .dollars(each) }
    let coin = SymbolName(symbol: item.text("instId") ?? "")?.asset
    return SymbolName(base: money[...])?.asset == coin ? .coins(each) : .quanto
  }

  /// Of BitMEX's linear contracts so many make one coin; inverse ones stay as the table has them.
  private static func bitmex(_ item: Literal) -> SizeRule? {
    if item.text("isQuanto") == "true" { return .quanto }
    guard item.text("isInverse") == "false", item.text("quoteCurrency") == "USDT",
      let many = item.number("underlyingToPositionMultiplier"), many > 0
    else { return nil }
    return .coins(1 / many)
  }

  private static func bybit(_ item: Literal) -> SizeRule? {
    let type = item.text("contractType") ?? ""
    if type.hasPrefix("Linear") { return .coins(1) }
    return type.hasPrefix("Inverse") ? .dollars(1) : nil
  }

  private static func gate(_ item: Literal) -> SizeRule? {
    if item.text("type") == "inverse" { return .dollars(1) }
    guard let coins = item.number("quanto_multiplier"), coins > 0 else { return nil }
    return .coins(coins)
  }

  private static func kucoin(_ item: Literal) -> SizeRule? {
    guard let multiplier = item.number("multiplier") else { return nil }
    if item.text("isInverse") == "true" { return .dollars(multiplier.magnitude) }
    return multiplier > 0 ? .coins(multiplier) : nil
  }

  private static func unified(_ item: Literal) -> SizeRule? {
    guard let size = item.number("contractSize"), size > 0 else { return nil }
    if item.text("linear") == "true" { return .coins(size) }
    return item.text("inverse") == "true" ? .dollars(size) : nil
  }
}

/// Reads a whole list of instruments for its sizes.
final class SizeCollector: RecordInterpreter {
  private(set) var sizes = ListedSizes()
  private let venue: String

  init(venue: String) { self.venue = venue }

  func read(_ record: Record, into samples: SampleWriter) {
    for frame in Frame.frames(in: record) { sizes.take(frame, venue: venue) }
  }
}
