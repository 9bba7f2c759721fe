// The metrics of order books that rules call, each with its kernel.
import Columns
package import Quantities

/// Every metric of books.
package enum BookMetrics {
  static let all: [MetricFunction] = top + bands + walks + flows + history

  static let top: [MetricFunction] = [
    MetricFunction(
      .named("book_state", as: "book_state in {crossed, empty}"), [],
      gives: .states(Book.states.map(\.rawValue)),
      look(BookNeeds(.prices)) { book, _ in
        book.stateNumber
      }),
    MetricFunction(
      .named("best_bid", as: "best_bid < 55kUSD/coin"), [], gives: .price,
      look(BookNeeds(.prices, dollars: true)) { book, _ in
        book.bids.price(0) ?? Undefined.oneSided.number
      }),
    MetricFunction(
      .named("best_ask", as: "best_ask > 65kUSD/coin"), [], gives: .price,
      look(BookNeeds(.prices, dollars: true)) { book, _ in
        book.asks.price(0) ?? Undefined.oneSided.number
      }),
    MetricFunction(
      .named("mid", as: "abs(mid / index - 1) > 10bps"), [], gives: .price,
      look(BookNeeds(.prices, dollars: true)) { book, _ in
        book.mid.number()
      }),
    MetricFunction(
      .named("spread", as: "spread > 5 USD/coin"), [], gives: .price,
      look(BookNeeds(.prices, dollars: true)) { book, _ in
        book.spread.number()
      }),
    MetricFunction(
      .named("spread_bps", as: "spread_bps > 20bps"), [], gives: .basisPoints,
      look(BookNeeds(.prices)) { book, _ in
        book.spreadBps.number(scale: 1e-4)
      }),
    MetricFunction(
      .named("microprice", as: "(microprice - mid) / mid > 1bps"), [], gives: .price,
      look(BookNeeds(.quotes, dollars: true)) { book, _ in
        book.microprice.number()
      }),
    MetricFunction(
      .named("book_imbalance", as: "book_imbalance(5) < -0.6"), [levels], gives: .ratio,
      look(BookNeeds(.levels)) { book, numbers in
        book.imbalance(levels: count(numbers[0])).number()
      }),
    MetricFunction(
      .named("touch_size", as: "sum(ofi[10s]) / avg(touch_size[10s]) < -3"), [], gives: .coin,
      look(BookNeeds(.quotes, contract: true)) { book, _ in
        book.touchSize.number()
      }),
  ]

  private static let bands: [MetricFunction] = [
    MetricFunction(
      .named("depth", as: "depth(1%, ask) < 3M USD"), [band, bandSide, bandUnit], gives: .usd,
      look(inDollars) { book, numbers in
        book.depth(bps: bps(numbers[0])).map { $0.amount(numbers) }.whole(bounds(numbers[1]))
      }),
    MetricFunction(
      .named("visible_depth", as: "drop(visible_depth(1%, ask)[5m]) > 50%"),
      [band, bandSide, bandUnit], gives: .usd,
      look(inDollars) { book, numbers in
        book.depth(bps: bps(numbers[0])).map { $0.amount(numbers) }.number()
      }),
    MetricFunction(
      .named("band_imbalance", as: "band_imbalance(1%) < -0.5"), [band], gives: .ratio,
      look(BookNeeds(.levels, contract: true)) { book, numbers in
        book.depth(bps: bps(numbers[0])).flatMap(\.imbalance).whole(bounds(0))
      }),
  ]

  private static let walks: [MetricFunction] = [
    MetricFunction(
      .named("slippage_bps", as: "max(slippage_bps(1M USD, buy)[1h]) > 15bps"), [notional, side],
      gives: .basisPoints,
      look(inDollars) { book, numbers in
        book.slippageBps(taker(numbers[1]), notional: numbers[0]).number(scale: 1e-4)
      }),
    MetricFunction(
      .named("impact_bps", as: "impact_bps(1M USD, sell) > 30bps"), [notional, side],
      gives: .basisPoints,
      look(inDollars) { book, numbers in
        book.impactBps(taker(numbers[1]), notional: numbers[0]).number(scale: 1e-4)
      }),
    MetricFunction(
      .named("absorbable_notional", as: "absorbable_notional(5bps, buy) < 500k USD"),
      [.constant("x", .basisPoints), side], gives: .usd,
      look(inDollars) { book, numbers in
        book.absorbable(taker(numbers[1]), bps: bps(numbers[0])).whole(.truncated)
      }),
  ]

  private static let flows: [MetricFunction] = [
    MetricFunction(
      .named("ofi", as: "sum(ofi[10s]) < -50 coin"), [], gives: .coin,
      flow(.quotes, { _ in 1 }) { before, after, _ in
        OrderFlowImbalance.event(from: before, to: after, level: 0)
      }),
    MetricFunction(
      .named("mlofi", as: "sum(mlofi(2)[10s]) < -50 coin"), [.constant("level", .ratio)],
      gives: .coin,
      flow(.levels, { count($0[0]) }) { before, after, numbers in
        OrderFlowImbalance.event(from: before, to: after, level: count(numbers[0]) - 1)
      }),
    MetricFunction(
      .named("ofi_integrated", as: "sum(ofi_integrated(5)[10s]) < -50 coin"), [levels],
      gives: .coin,
      .book(
        BookKernel(
          needs: BookNeeds(.levels, contract: true),
          rule: .changes(levels: { count($0[0]) }) { numbers in
            var past = IntegratedImbalance(levels: count(numbers[0]))
            return { past.event(from: $0, to: $1, at: $2) }
          }))),
  ]

  // MARK: - Parameters

  private static let inDollars = BookNeeds(.levels, contract: true, dollars: true)
  static let band = MetricParameter.constant("x", .percent, default: 0.01)
  private static let bandSide = MetricParameter.word("side", ["both", "bid", "ask", "min"])
  private static let bandUnit = MetricParameter.word("unit", ["USD", "coin"])
  private static let levels = MetricParameter.constant("levels", .ratio, default: 5)
  private static let notional = MetricParameter.constant("notional", .usd, default: 100_000)
  private static let side = MetricParameter.word("side", ["buy", "sell"])

  /// The most levels a metric of so many levels looks at.
  package static let levelLimit = 1_000

  private static func taker(_ place: Double) -> Taker { place == 0 ? .buy : .sell }

  private static func count(_ number: Double) -> Int {
    Int(min(max(number, 1), Double(levelLimit)))
  }

  /// A fraction in basis points, free of the last digit that its conversion may have lost.
  static func bps(_ fraction: Double) -> Double { (fraction * 1e13).rounded() / 1e9 }

  /// The flags that make a band of a side only a bound.
  private static func bounds(_ side: Double) -> MetricFlags {
    side == 1 ? .truncatedBid : side == 2 ? .truncatedAsk : [.truncatedBid, .truncatedAsk]
  }

  // MARK: - Kernels

  private static func look(
    _ needs: BookNeeds, _ kernel: @escaping @Sendable (Book, [Double]) -> Double
  ) -> MetricKernel { .book(BookKernel(needs: needs, rule: .look(kernel))) }

  private static func flow(
    _ detail: BooksOffered.Detail, _ levels: @escaping @Sendable ([Double]) -> Int,
    _ kernel: @escaping @Sendable (Book, Book, [Double]) -> Double
  ) -> MetricKernel {
    .book(
      BookKernel(
        needs: BookNeeds(detail, contract: true), rule: .change(levels: levels, kernel)))
  }
}

extension Metric where Value == Double {
  /// The number; where a flag says that it is only a bound, it is not there at all.
  func whole(_ bounds: MetricFlags) -> Double {
    value == nil || flags.isDisjoint(with: bounds)
      ? number() : Undefined.insufficientDepth.number
  }
}

extension BandDepth {
  /// The depth of the side and in the unit that a call names, by the places of its words.
  fileprivate func amount(_ numbers: [Double]) -> Double {
    let isCoin = numbers[2] == 1
    return switch numbers[1] {
    case 1: isCoin ? bidCoin : bidUSD
    case 2: isCoin ? askCoin : askUSD
    case 3: isCoin ? minimumCoin : minimumUSD
    default: isCoin ? totalCoin : totalUSD
    }
  }
}

extension BookMetrics {
  /// The unit of a metric of books with these numbers in place: a depth may be asked for in coins.
  package static func unit(of function: MetricFunction, _ numbers: [Double]) -> Unit {
    let isCoin = function.parameters.last?.name == bandUnit.name && numbers.last == 1
    return isCoin ? .coin : function.unit
  }
}

extension MetricFunctions {
  /// Metrics of books.
  static let books: [MetricFunction] = BookMetrics.all
}
