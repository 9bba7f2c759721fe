// The formats the loader knows, in the order they are asked.

/// The list of known formats.
package enum FormatRegistry {
  /// Every format; among equally sure ones the first in this list reads the file.
  package static let all: [any Format] = [
    CryptoQuant(),
    Glassnode(),
    GlassnodeByExchange(),
    BinanceMetrics(),
    BinanceBookDepth(),
    BinanceFundingRate(),
    FundingExport(),
    BinanceKlines(),
    BinanceAggTrades(),
    BinanceTrades(),
    TradeDumps(),
    BybitTrades(),
    OKXTrades(),
    TardisTrades(),
    NormalisedTrades(),
    BinanceLiquidationSnapshot(),
    ForceOrderDump(),
    TardisLiquidations(),
    OptionTable(),
    TardisDerivativeTicker(),
    QuoteTables(),
    BookSnapshotTable(),
    ListBooks(),
    TardisIncrementalBook(),
    FlatDepthUpdates(),
    CoinglassLiquidations(),
    CoinglassDepthTotals(),
    GaugeTables(),
    StablecoinSupplies(),
    LendingRates(),
    EightHourBars(),
    CandleTable(),
    BinanceOptionSummary(),
    ProofOfReserves(),
    CollateralTiers(),
    CustomerBalances(),
    LendingPositions(),
    LobsterMessages(),
    LobsterBooks(),
    GlassnodeRecords(),
    LlamaProtocol(),
    ListAnswers(),
    VendorBars(),
    ExchangeFrames(),
    PlainTable(),
    PlainRecords(),
  ]

  /// The surest claim on a file, or nil where no format wants it; `name` asks that format only.
  static func recognise(_ sample: Sample, as name: String? = nil) -> Recognition? {
    var best: Recognition?
    for format in all {
      guard let claim = format.recognise(sample),
        name == nil || format.name == name || claim.format == name
      else { continue }
      if let held = best, held.confidence >= claim.confidence { continue }
      best = claim
      if claim.confidence == .certain { break }
    }
    return best
  }
}
