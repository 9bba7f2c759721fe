// The moving forms of metrics of single samples: fading rates, sums of a day, digits, extremes.
import Quantities

/// The moving forms that declarations name.
enum MovingForms {
  /// Halvings in a nanosecond for a half-life in seconds.
  private static func rate(_ halfLife: Double) -> Double {
    1 / Double(Int64(max(1, min(9e18, (halfLife * 1e9).rounded()))))
  }

  /// The amount of a sample, which fades by the half-life that is the first number.
  @Sendable private static func fading(_ window: MetricWindow, _ position: Int) -> FadingSum {
    let x = window.inputs[0]
    return FadingSum(x.value(position), at: x.time(position), rate: rate(window.numbers[0]))
  }

  @Sendable static func fadingRate() -> any MovingMetric {
    MovingSum(fading) { sum, window in
      let rate = rate(window.numbers[0])
      let seen = -Real.expm1(-Real.ln2 * Double(window.inputs[0].width) * rate)
      guard seen > 0 else { return .undefined(.warmup) }
      return .ratio(Real.ln2 * rate * 1e9 * sum.amount(at: window.now), over: seen)
    }
  }

  @Sendable static func fadingMean() -> any MovingMetric {
    MovingSum(fading) { sum, _ in
      sum.isEmpty ? .undefined(.warmup) : .ratio(sum.amount, over: sum.weight)
    }
  }

  @Sendable static func fadingState() -> any MovingMetric {
    MovingSum { window, position in
      let x = window.inputs[0]
      return FadingState(
        x.value(position), at: x.time(position), rate: rate(window.numbers[0]))
    } answer: { state, window in state.mean(at: window.now) }
  }

  @Sendable static func excitation() -> any MovingMetric {
    MovingSum { window, position in
      // e^(−βt) halves every ln 2/β.
      FadingSum(
        1, at: window.inputs[0].time(position), rate: window.numbers[2] / Real.ln2 / 1e9)
    } answer: { sum, window in
      let (mu, alpha) = (window.numbers[0], window.numbers[1])
      let start = Timestamp(nanoseconds: window.now)
      guard HawkesProcess(mu: mu, alpha: alpha, beta: window.numbers[2], start: start) != nil
      else { return .undefined(.domain) }
      return Metric(number: mu + alpha * sum.amount(at: window.now))
    }
  }

  @Sendable static func sumOfDay() -> any MovingMetric {
    MovingSum { window in
      Timestamp(nanoseconds: window.now).roundedDown(to: .days(1)).nanoseconds &- 1
    } _: { window, position in
      NeumaierSum(window.inputs[0].value(position))
    } answer: { sum, _ in Metric(number: sum.value) }
  }

  @Sendable static func bounce() -> any MovingMetric {
    MovingSum(lead: 2) { window, position in
      let x = window.inputs[0]
      let (a, b, c) = (x.value(position - 2), x.value(position - 1), x.value(position))
      return CoMoments((x: b - a, y: c - b))
    } answer: { moments, _ in ImpliedSpread.roll(moments) }
  }

  @Sendable static func digits(_ value: @escaping @Sendable (Benford) -> Double)
    -> any MovingMetric
  {
    MovingSum { window, position in
      DigitTally(window.inputs[0].value(position))
    } answer: { tally, _ in tally.benford.map(value) }
  }

  @Sendable static func roundSizes() -> any MovingMetric {
    MovingSum { window, position in
      let unit = SizeClustering.RoundUnit(window.numbers[0])
      return Tally(isChosen: unit?.divides(window.inputs[0].value(position)) ?? false)
    } answer: { tally, window in
      guard SizeClustering.RoundUnit(window.numbers[0]) != nil else {
        return .undefined(.zeroDenominator)
      }
      return .ratio(Double(tally.chosen), over: Double(tally.count))
    }
  }

  /// The extremes of the hour before the last price.
  @Sendable static func hourlyBand() -> any MovingMetric {
    MovingSum { window in
      (window.inputs[0].times.last ?? .min).subtractingReportingOverflow(3_600_000_000_000)
        .partialValue
    } _: { window, position in
      Extremes(window.inputs[0].value(position))
    } answer: { extremes, window in
      let (settlement, share) = (window.numbers[1], window.numbers[2])
      guard
        let breaker = DynamicBreaker(
          settlement: settlement, share: share, tick: window.numbers[3])
      else { return .undefined(.domain) }
      guard !extremes.isEmpty else { return .undefined(.warmup) }
      let band = breaker.band(low: extremes.low, high: extremes.high)
      return Metric(number: window.numbers[0] == 0 ? band.upper : band.lower)
    }
  }
}

/// Since when samples have been beyond a limit, without a break.
struct MovingBreach: MovingMetric {
  /// The position after the last sample within the limit.
  private var calm = 0
  private var upper = 0

  mutating func value(_ window: MetricWindow) -> Double? {
    let x = window.inputs[0]
    var position = max(upper, x.first)
    while position < x.end {
      let watch = OracleWatch.isBreach(divergence: x.value(position), limit: window.numbers[0])
      if !watch { calm = position + 1 }
      position += 1
    }
    upper = position
    let start = max(calm, x.first)
    return start < x.end ? max(0, Double(window.now &- x.time(start)) / 1e9) : 0
  }
}

/// Since when the newest sample has had its value.
struct MovingAge: MovingMetric {
  /// The position of the first sample of the run of equal values that the newest ends.
  private var start = 0
  private var upper = 0

  mutating func value(_ window: MetricWindow) -> Double? {
    let x = window.inputs[0]
    if upper < x.first { (start, upper) = (x.first, x.first) }
    while upper < x.end {
      if upper > x.first, upper > start, x.value(upper) != x.value(upper - 1) { start = upper }
      upper += 1
    }
    guard x.first < x.end else { return Undefined.warmup.number }
    let since = max(x.time(max(start, x.first)), window.now &- x.width)
    return Double(window.now &- since) / 1e9
  }
}
