// The kinds of frames as data: how each is known, what it brings, how it is read.
import Columns
import Quantities

/// One kind of frame of one venue.
struct FrameKind: Sendable {
  /// `binance forceOrder`.
  let format: String
  let venue: String
  /// The series it may bring.
  let series: [String]
  var cadence: Cadence?
  /// True where the frame is of this kind.
  let knows: @Sendable (Frame) -> Bool
  /// Reads it.
  let read: @Sendable (Frame, FrameDesk, SampleWriter) -> Void

  /// Every kind, in the order they are asked.
  static let all: [FrameKind] =
    binance + deribit + bybit + okx + hyperliquid + bitmex + unified + vendors
}

/// Names of series that come together.
enum FrameSeries {
  static let books =
    ["mid", "spread_bps"]
    + Catalogue.depthBands.flatMap { ["depth_\($0)", "depth_\($0)_bid", "depth_\($0)_ask"] }
  static let quotes = ["mid", "spread_bps"]
  static let totals = ["book_bid_usd", "book_ask_usd", "book_bid_total", "book_ask_total"]
  static let trades =
    ["price", "volume_usd", "taker_buy", "taker_sell", "taker_net"] + Catalogue.tradeCounts
  static let liquidations = ["liq_usd", "liq_long_usd", "liq_short_usd"]
  static let options = [
    "mark_iv", "bid_iv", "ask_iv", "delta", "gamma", "vega", "theta", "rho", "opt_oi",
    "strike_price", "is_call", "tenor",
    "opt_volume", "underlying", "opt_mark", "opt_bid", "opt_ask",
  ]

  /// Units of the series outside the catalogue.
  static func unit(_ name: String) -> Unit {
    switch name {
    case "mid": .price
    case "book_bid_usd", "book_ask_usd": .usd
    case "book_bid_total", "book_ask_total": .coin
    case "vol_index": .percent
    default: name.hasPrefix("spot_in") || name.hasPrefix("price_in") ? .ratio : .ratio
    }
  }
}
