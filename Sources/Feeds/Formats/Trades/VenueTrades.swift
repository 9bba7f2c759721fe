// Tables of trades of other venues and vendors: Bybit's archive, Tardis, normalised exports.
import Columns

/// Bybit's archive: `timestamp,symbol,side,size,price,tickDirection,…`, seconds with a fraction.
package struct BybitTrades: Format {
  package let name = "bybit trades"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, table.has("tickDirection", "trdMatchID"),
      let time = table.column("timestamp"), let symbol = table.column("symbol"),
      let side = table.column("side"), let size = table.column("size"),
      let price = table.column("price")
    else { return nil }
    return TradeTable(
      format: name, confidence: .certain,
      evidence: "columns `tickDirection`, `trdMatchID`; times in seconds with a fraction",
      columns: TradeColumns(
        time: time, price: price, size: size, side: .word(side), symbol: symbol),
      naming: MarketNaming(venue: "bybit", kind: .perpetual, sample), symbol: nil
    ).recognition(sample, table)
  }
}

/// OKX's archive: `trade_id/撮合id,side/…,size/…,price/…,created_time/…`, in GBK or UTF-8, or the
/// same in English with `instrument_name` before.
package struct OKXTrades: Format {
  package let name = "okx trades"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, let header = table.header else { return nil }
    // Half of each bilingual name is ASCII, whatever the rest is in.
    let names = header.map { $0.prefix { $0 != "/" }.lowercased() }
    guard let time = names.firstIndex(of: "created_time"), names.contains("trade_id"),
      let side = names.firstIndex(of: "side"), let size = names.firstIndex(of: "size"),
      let price = names.firstIndex(of: "price")
    else { return nil }
    let symbol = names.firstIndex(of: "instrument_name")
    let named = Self.symbol(sample.stem)
    return TradeTable(
      format: name, confidence: .certain,
      evidence: "columns `trade_id`, `side`, `size`, `price`, `created_time`"
        + (symbol == nil ? "; symbol \(named ?? "unknown") from the file name" : ""),
      columns: TradeColumns(
        time: time, price: price, size: size, side: .word(side), symbol: symbol),
      naming: MarketNaming(venue: "okx", sample), symbol: named
    ).recognition(sample, table)
  }

  /// `BTC-USDT-SWAP-aggtrades-2022-01-01` is of `BTC-USDT-SWAP`.
  private static func symbol(_ stem: String) -> String? {
    let words = stem.split(separator: "-")
    let own = words.prefix { !["trades", "aggtrades"].contains($0.lowercased()) }
    return own.count >= 2 && own.count < words.count ? own.joined(separator: "-") : nil
  }
}

/// Tardis: `exchange,symbol,timestamp,local_timestamp,id,side,price,amount`.
package struct TardisTrades: Format {
  package let name = "tardis trades"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, table.has("local_timestamp", "id"),
      table.column("is_snapshot") == nil,
      let venue = table.column("exchange"), let symbol = table.column("symbol"),
      let time = table.column("timestamp"), let side = table.column("side"),
      let price = table.column("price"), let size = table.column("amount"),
      !sample.name.lowercased().contains("liquidation")
    else { return nil }
    let places = table.cells(venue)
    let isSpot = places.first.map { ["binance", "coinbase"].contains($0) } ?? false
    return TradeTable(
      format: name, confidence: .certain,
      evidence: "columns `exchange`, `local_timestamp`, `id`, `side`, `amount`",
      columns: TradeColumns(
        time: time, price: price, size: size, side: .word(side), symbol: symbol, venue: venue),
      naming: MarketNaming(
        venue: VenueNames.known(places.first ?? ""), kind: isSpot ? .spot : nil, sample),
      symbol: nil, decisions: ["amounts are in the venue's own unit, converted by its contracts"]
    ).recognition(sample, table)
  }
}

/// Normalised exports: `…,exch_ts_ms,venue,market_type,symbol,trade_id,price,qty,side,…`.
package struct NormalisedTrades: Format {
  package let name = "normalised trades"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, table.column("trade_id") != nil,
      let time = table.column("exch_ts_ms") ?? table.column("exchange_timestamp")
        ?? table.column("timestamp") ?? table.column("ts_ms") ?? table.column("time"),
      let symbol = table.column("symbol"), let price = table.column("price"),
      let size = table.column("qty") ?? table.column("size") ?? table.column("amount"),
      let side = table.column("side"), CellKind.are(table.cells(side), ["buy", "sell"])
    else { return nil }
    let venue = table.column("venue") ?? table.column("exchange")
    let market = table.column("market_type").map { Set(table.cells($0)) } ?? []
    let kind: Instrument.Kind = market == ["spot"] ? .spot : .perpetual
    return TradeTable(
      format: name, confidence: .likely,
      evidence: "columns `trade_id`, `price`, `side`, time `\(table.header?[time] ?? "")`",
      columns: TradeColumns(
        time: time, price: price, size: size, side: .word(side), symbol: symbol, venue: venue),
      naming: MarketNaming(
        venue: FileNames.venue(in: sample.stem) ?? "binance", kind: kind, sample),
      symbol: nil
    ).recognition(sample, table)
  }
}
