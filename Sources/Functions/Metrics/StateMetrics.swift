// Metrics that say what state something is in: their values are words.
import Quantities

extension MetricFunctions {
  private static func states<State: CaseIterable & RawRepresentable<String>>(
    _: State.Type
  ) -> Unit { .states(State.allCases.map(\.rawValue)) }

  private static func place<State: CaseIterable & Equatable>(_ state: State) -> Double {
    Double(State.allCases.enumerated().first { $0.element == state }?.offset ?? 0)
  }

  /// States of markets.
  static let states: [MetricFunction] = [
    MetricFunction(
      .named("oi_quadrant", as: "oi_quadrant(change(oi[5m]), change(mark[5m])) == short_cover"),
      [
        .value("oi_change", nil), .value("price_change", .price),
        .constant("oi_band", nil, default: 0), .constant("price_band", .price, default: 0),
      ],
      gives: states(OpenInterest.Quadrant.self),
      .point { x in
        place(
          OpenInterest.quadrant(
            oiChange: x[0], priceChange: x[1], oiBand: x[2], priceBand: x[3]))
      }),
    MetricFunction(
      .named(
        "luld_state", as: "luld_state(best_bid[1h], best_ask[1h], price[1h]) in {limit, pause}"),
      [
        .samples("bid", .price), .samples("ask", .price), .samples("price", .price),
        .constant("share", .ratio, default: 0.05),
      ],
      gives: states(LimitState.State.self), .window(limitState)),
  ]

  /// The state after the last quote of the window, each quote against the band of its moment.
  private static func limitState(_ window: MetricWindow) -> Double {
    let (bids, asks, trades) = (window.inputs[0], window.inputs[1], window.inputs[2])
    var band = LimitBand(share: window.numbers[0])
    var machine = LimitState()
    var state: LimitState.State?
    var traded = 0
    for index in bids.values.indices {
      let time = bids.times[index]
      while traded < trades.values.count, trades.times[traded] <= time {
        let moment = Timestamp(nanoseconds: trades.times[traded])
        band.add(price: trades.values[traded], at: moment)
        traded += 1
      }
      guard let limits = band.band.value, let ask = asks.asOf(time) else { continue }
      state = machine.update(
        bid: bids.values[index], ask: ask, band: limits, at: Timestamp(nanoseconds: time))
    }
    return state.map(place) ?? Undefined.warmup.number
  }
}

extension Book {
  /// `book_state` as a number: its place among the states a replayed book can be in.
  var stateNumber: Double { Double(Self.states.firstIndex(of: state) ?? 0) }

  /// The states a replay tells; a book without updates is a series without samples.
  static let states = BookState.allCases.filter { $0 != .stale }
}
