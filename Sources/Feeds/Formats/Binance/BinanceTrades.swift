// Binance's archive of trades and aggregates, and the dumps people make of the same streams.
import Columns

/// `agg_trade_id,price,quantity,…` with a header or without, spot and futures.
package struct BinanceAggTrades: Format {
  package let name = "binance aggTrades"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table else { return nil }
    let columns: TradeColumns
    let isSpot: Bool
    if table.header != nil {
      guard let price = table.column("price"), let size = table.column("quantity"),
        let first = table.column("first_trade_id"), let last = table.column("last_trade_id"),
        let time = table.column("transact_time"), let maker = table.column("is_buyer_maker")
      else { return nil }
      columns = TradeColumns(
        time: time, price: price, size: size, side: .buyerIsMaker(maker), ids: (first, last))
      isSpot = table.column("is_best_match") != nil
    } else {
      guard (7...8).contains(table.columnCount), CellKind.areEpochs(table.cells(5)),
        CellKind.areTruths(table.cells(6)), CellKind.areNumbers(table.cells(1)),
        table.columnCount == 7 || CellKind.areTruths(table.cells(7))
      else { return nil }
      columns = TradeColumns(time: 5, price: 1, size: 2, side: .buyerIsMaker(6), ids: (3, 4))
      isSpot = table.columnCount == 8
    }
    return claim(sample, table, (columns, isSpot))
  }

  private func claim(
    _ sample: Sample, _ table: TableHead, _ found: (columns: TradeColumns, isSpot: Bool)
  ) -> Recognition {
    let path = BinanceArchiveName(sample)
    let kind = found.isSpot ? Instrument.Kind.spot : path.kind ?? .perpetual
    let trades = TradeTable(
      format: name, confidence: .certain,
      evidence: (table.header == nil ? "no header: " : "columns ")
        + "ids, price, quantity, time, `is_buyer_maker`"
        + (found.isSpot ? ", best match: spot; " : "; ") + path.words,
      columns: found.columns, naming: MarketNaming(venue: "binance", kind: kind, sample),
      symbol: path.symbol)
    return trades.recognition(sample, table)
  }
}

/// `id,price,qty,quote_qty,time,is_buyer_maker`; COIN-M has `base_qty` in the fourth place.
package struct BinanceTrades: Format {
  package let name = "binance trades"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table else { return nil }
    let columns: TradeColumns
    if table.header != nil {
      guard let price = table.column("price"), let size = table.column("qty"),
        let time = table.column("time"), let maker = table.column("is_buyer_maker")
      else { return nil }
      columns = TradeColumns(time: time, price: price, size: size, side: .buyerIsMaker(maker))
    } else {
      guard (6...7).contains(table.columnCount), CellKind.areEpochs(table.cells(4)),
        CellKind.areTruths(table.cells(5)), CellKind.areNumbers(table.cells(3))
      else { return nil }
      columns = TradeColumns(time: 4, price: 1, size: 2, side: .buyerIsMaker(5))
    }
    let path = BinanceArchiveName(sample)
    let isSpot = table.columnCount == 7
    let kind = isSpot ? Instrument.Kind.spot : path.kind ?? .perpetual
    let trades = TradeTable(
      format: name, confidence: .certain,
      evidence: (table.header == nil ? "no header: " : "columns ")
        + "id, price, qty, time, `is_buyer_maker`; " + path.words,
      columns: columns, naming: MarketNaming(venue: "binance", kind: kind, sample),
      symbol: path.symbol)
    return trades.recognition(sample, table)
  }
}

/// Dumps of the trade streams: with a receive time before, with a flat header, cut to five columns.
package struct TradeDumps: Format {
  package let name = "trade dump"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table else { return nil }
    let path = BinanceArchiveName(sample)
    if table.header != nil { return flat(sample, table) }
    if table.columnCount == 7, CellKind.areEpochs(table.cells(0)),
      CellKind.areEpochs(table.cells(5)), CellKind.areTruths(table.cells(6)),
      CellKind.areNumbers(table.cells(3))
    {
      let columns = TradeColumns(
        time: 5, price: 3, size: 4, side: .buyerIsMaker(6), symbol: 1)
      return TradeTable(
        format: name, confidence: .certain,
        evidence: "no header: receive time, symbol, id, price, quantity, time, buyer is maker",
        columns: columns, naming: MarketNaming(venue: "binance", kind: .perpetual, sample),
        symbol: nil
      ).recognition(sample, table)
    }
    guard table.columnCount == 5, CellKind.are(table.cells(1), ["buy", "sell"]),
      CellKind.areEpochs(table.cells(4)), CellKind.areNumbers(table.cells(2)),
      CellKind.areNumbers(table.cells(3))
    else { return nil }
    return TradeTable(
      format: "trade re-cut", confidence: .certain,
      evidence: "no header: id, side, quantity, price, time in ms; " + path.words,
      columns: TradeColumns(time: 4, price: 3, size: 2, side: .word(1)),
      naming: MarketNaming(venue: "binance", kind: path.kind ?? .perpetual, sample),
      symbol: path.symbol, decisions: ["venue binance: the name is of its kind"]
    ).recognition(sample, table)
  }

  /// `EventType,EventTime,TransactionTime,Symbol,…,IsBuyerMarketMaker`, one row per frame.
  private func flat(_ sample: Sample, _ table: TableHead) -> Recognition? {
    guard let time = table.column("TransactionTime"), let symbol = table.column("Symbol"),
      let price = table.column("Price"), let size = table.column("Quantity"),
      let maker = table.column("IsBuyerMarketMaker")
    else { return nil }
    let isSpot = sample.stem.lowercased().hasPrefix("spot")
    let columns = TradeColumns(
      time: time, price: price, size: size, side: .buyerIsMaker(maker), symbol: symbol)
    return TradeTable(
      format: name, confidence: .certain,
      evidence: "columns `TransactionTime`, `Price`, `Quantity`, `IsBuyerMarketMaker`",
      columns: columns,
      naming: MarketNaming(venue: "binance", kind: isSpot ? .spot : .perpetual, sample),
      symbol: nil
    ).recognition(sample, table)
  }
}
