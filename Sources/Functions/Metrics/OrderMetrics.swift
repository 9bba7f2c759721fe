// Metrics of orders: large ones that leave as soon as the other side has traded, and walls of them.
import Columns
import Quantities

extension MetricFunctions {
  /// Signs of orders that are not meant.
  static let orders: [MetricFunction] = [
    .window(
      .named(
        "spoof_score", as: "spoof_score(order_bait[10m], orders_submitted[10m]) > 20%"),
      [
        .samples("bait", .coin), .samples("submitted", .coin),
        .constant("quantile", .ratio, default: 0.95),
      ],
      gives: .in(.percent)
    ) { window in
      let sizes = window.inputs[1].all
      return Quantiles.of(sizes, at: window.numbers[0]).flatMap { least in
        let (bait, submitted) = (NeumaierSum.of(window.inputs[0].all.filter { $0 >= least }),
          NeumaierSum.of(sizes))
        return Metric.ratio(bait, over: submitted).map { min(1, max(0, $0)) }
      }
    },
    MetricFunction(
      .named("layering_score", as: "layering_score(ask) > 10%"), [.word("side", ["ask", "bid"])],
      gives: .percent,
      .book(
        BookKernel(
          needs: BookNeeds(.levels),
          rule: .memory { numbers in
            var walls = LayeringDetector(side: numbers[0] == 0 ? .ask : .bid)
            return { book, time in
              walls.add(book, at: Timestamp(nanoseconds: time))
              return walls.score.number()
            }
          }))),
  ]
}

extension NeumaierSum {
  fileprivate static func of(_ values: [Double]) -> Double {
    var sum = NeumaierSum()
    for value in values { sum.add(value) }
    return sum.value
  }
}
