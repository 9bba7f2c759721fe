// Prices of levels as integers, so that levels compare exactly.

/// A price in units of 10^-10 of the quote.
struct BookPrice: Hashable, Comparable {
  let units: Int64

  /// Decimal places kept.
  static let places = 10

  init(units: Int64) { self.units = units }

  /// Reads the text of a price; nil where it is none, too fine or too large.
  init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let decimal = scanDecimal(bytes), !decimal.isNegative, !decimal.isTruncated,
      decimal.mantissa > 0
    else { return nil }
    var units = decimal.mantissa
    var shift = decimal.exponent + Self.places
    while shift > 0 {
      let (product, overflow) = units.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      units = product
      shift -= 1
    }
    while shift < 0 {
      guard units % 10 == 0 else { return nil }
      units /= 10
      shift += 1
    }
    guard units <= UInt64(Int64.max) else { return nil }
    self.units = Int64(units)
  }

  /// The price as a number, rounded once.
  var value: Double { Double(units) / 1e10 }

  static func < (a: BookPrice, b: BookPrice) -> Bool { a.units < b.units }
}

/// The edge of a band around the mid of two best prices, compared without rounding.
struct BandEdge {
  private let sum: Int128
  private let scale: Int128
  private let isBid: Bool

  /// The edge `bps` basis points away from the mid of `bid` and `ask`.
  init(bps: Int, bid: BookPrice, ask: BookPrice, isBid: Bool) {
    sum = Int128(bid.units) + Int128(ask.units)
    scale = Int128(isBid ? 10_000 - bps : 10_000 + bps)
    self.isBid = isBid
  }

  /// True where a price is inside the band or on its edge.
  func holds(_ price: BookPrice) -> Bool {
    let left = Int128(price.units) * 20_000
    return isBid ? left >= sum * scale : left <= sum * scale
  }
}
