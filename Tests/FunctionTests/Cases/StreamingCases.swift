// Streaming blocks: from vectors to kernels.

import Functions
import Quantities

extension Vectors {
  static let streaming: Evaluator = { c in
    switch c.metric {
    case "ewma_event":
      var average = EventAverage(halfLife: try c.span("halflife_s"))
      for (time, x) in zip(try c.times(), try c.numbers("x")) { average.add(x, at: time) }
      return ["ewma_event": .of(average.value)]
    case "ewma_state":
      var average = StateAverage(halfLife: try c.span("halflife_s"))
      for (time, x) in zip(try c.times(), try c.numbers("x")) { average.add(x, at: time) }
      return ["ewma_state": .of(average.value(at: try c.evaluationTime()))]
    case "rolling":
      var rolling = RollingStatistics(.time(try c.span("window_s")))
      for (time, x) in zip(try c.times(), try c.numbers("x")) { rolling.add(x, at: time) }
      let summary = rolling.summary
      return [
        "count": .count(summary.count), "sum": .number(summary.sum),
        "mean": .number(summary.mean), "var": .of(summary.variance()),
        "max": .of(rolling.maximum), "min": .of(rolling.minimum),
        "median": .of(rolling.median), "q90": .of(rolling.quantile(0.9)),
      ]
    case "welford":
      return ["var": .of(Moments(of: try c.numbers("x")).variance())]
    case "neumaier_sum":
      var sum = NeumaierSum(try c.number("first"))
      for _ in 0..<(try c.integer("repeat_n")) { sum.add(try c.number("repeat")) }
      sum.add(try c.number("last"))
      return ["sum": .number(sum.value)]
    case "rolling_ols":
      var regression = RollingRegression(.count(try c.integer("n")))
      for (index, pair) in zip(try c.numbers("x"), try c.numbers("y")).enumerated() {
        regression.add(x: pair.0, y: pair.1, at: moment(Double(index)))
      }
      return [
        "slope": .of(regression.line, \.slope), "intercept": .of(regression.line, \.intercept),
      ]
    default: return [:]
    }
  }
}
