// Best bid and ask as a stream of quotes: at most one look a second.
import Columns
import Quantities

/// A quote as written, per unit of the symbol; NaN or nil where something is not told.
struct Quote {
  var bid: Double
  var ask: Double
  var bidSize: Double?
  var askSize: Double?

  init(_ bid: Double?, _ ask: Double?, sizes: (Double?, Double?) = (nil, nil)) {
    self.bid = bid ?? .nan
    self.ask = ask ?? .nan
    (bidSize, askSize) = sizes
  }

  /// How much of a book it is.
  var detail: BooksOffered.Detail { bidSize == nil && askSize == nil ? .prices : .quotes }
}

/// The quotes of one market while its file is read.
final class QuoteSampler {
  private let market: Market
  private var last: (time: Int64, quote: Quote)?
  private var meter: BookMeter??
  /// How much of a book its quotes tell: what the first one does.
  private(set) var detail: BooksOffered.Detail?

  init(_ market: Market) { self.market = market }

  /// Takes a quote.
  func take(_ quote: Quote, at time: Int64, _ samples: SampleWriter) {
    let step = BookReplayer.step
    if let last, time / step != last.time / step { write(samples) }
    if meter == nil {
      detail = quote.detail
      meter = .some(BookMeter(market, quote.detail, samples))
    }
    if let meter = meter ?? nil, meter.watchesChanges {
      meter.change(at: time) { isBid, _ in side(isBid, of: quote) }
    }
    last = (time, quote)
  }

  /// Writes what is left.
  func finish(_ samples: SampleWriter) {
    write(samples)
    last = nil
  }

  private func side(_ isBid: Bool, of quote: Quote) -> BookLook.Side {
    let price = isBid ? quote.bid : quote.ask
    guard price > 0, price.isFinite else { return BookLook.Side() }
    let size = (isBid ? quote.bidSize : quote.askSize) ?? 0
    return BookLook.Side(prices: [price / market.coinsPerUnit], sizes: [max(0, size)])
  }

  private func write(_ samples: SampleWriter) {
    guard let last else { return }
    let quote = last.quote
    let isGood = quote.bid > 0 && quote.ask >= quote.bid
    let mid = (quote.bid + quote.ask) / 2
    let middle = isGood ? mid / market.coinsPerUnit : .nan
    market.add(market.name("mid"), at: last.time, middle, samples)
    let spread = isGood ? (quote.ask - quote.bid) / mid : .nan
    market.add("spread_bps", at: last.time, spread, samples)
    (meter ?? nil)?.look(at: last.time, samples) { isBid, _ in side(isBid, of: quote) }
  }
}
