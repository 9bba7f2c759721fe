// Metrics of a book against its own recent past, and those put together from other series.
import Columns
import Quantities

extension BookMetrics {
  /// What changes between two looks at one band.
  static let history: [MetricFunction] = [
    MetricFunction(
      .named("depth_change", as: "depth_change(ask, 1%, 10s) < -1M USD"),
      [.word("side", ["ask", "bid"]), band, span], gives: .usd,
      .book(
        BookKernel(
          needs: BookNeeds(.levels, contract: true, dollars: true),
          rule: .memory { numbers in
            var past = AnchoredDepth(
              side: numbers[0] == 0 ? .ask : .bid, bps: bps(numbers[1]), seconds: numbers[2])
            return { past.change(to: $0, at: $1).number() }
          }))),
    MetricFunction(
      .named("replenish_rate", as: "replenish_rate(ask) < -10k USD/s"),
      [.word("side", ["ask", "bid"]), band, span],
      gives: Unit(parsing: "USD/s") ?? .usd,
      .book(
        BookKernel(
          needs: BookNeeds(.levels, contract: true, dollars: true),
          rule: .terms { numbers in
            let side = numbers[0] == 0 ? "ask" : "bid"
            let taker = numbers[0] == 0 ? "taker_buy" : "taker_sell"
            let width = TimeSpan(nanoseconds: Int64(numbers[2] * 1e9)).literal
            let band = text(of: numbers[1], as: band)
            let change = "depth_change(\(side), \(band), \(width))"
            return "(\(change) + sum(\(taker)[\(width)])) / \(width)"
          }))),
    MetricFunction(
      .named("microprice_stoikov", as: "(microprice_stoikov - mid) / mid > 1bps"), [],
      gives: .price,
      .book(
        BookKernel(
          needs: BookNeeds(.quotes, dollars: true),
          rule: .memory { _ in
            var fit = MicropriceFit()
            return { fit.price(of: $0, at: $1).number() }
          }))),
    MetricFunction(
      .named("ofi_norm", as: "ofi_norm(10s) < -3"), [span], gives: .ratio,
      .book(
        BookKernel(
          needs: BookNeeds(.quotes, contract: true),
          rule: .terms { numbers in
            let width = TimeSpan(nanoseconds: Int64(numbers[0] * 1e9)).literal
            return "sum(ofi[\(width)]) / avg(touch_size[\(width)])"
          }))),
  ]

  private static let span = MetricParameter.constant("w", .seconds, default: 10)
}
