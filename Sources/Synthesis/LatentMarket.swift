// The hidden state every file is cut from: one row per instrument and minute.

/// The state of one instrument's market at a minute.
struct MarketState: Sendable {
  var price = 0.0
  /// Open interest in coins, rounded as the venue prints it.
  var openInterest = 0.0
  /// The reserve in coins, rounded; it changes every ten minutes.
  var reserve = 0.0
  /// USD within 1 % of the mid, both sides.
  var depth = 0.0
  /// The spread in basis points.
  var spread = 0.0
}

/// One instrument's market, minute by minute.
struct LatentMarket: Sendable {
  let instrument: Instrument
  let story: Story
  let seed: UInt64
  let states: [MarketState]

  init(_ instrument: Instrument, story: Story, seed: UInt64) {
    self.instrument = instrument
    self.story = story
    self.seed = seed
    var states: [MarketState] = []
    states.reserveCapacity(Story.length)
    var noise = MarketNoise(instrument, seed: seed)
    for minute in 0..<Story.length {
      noise.advance(agitation: story.agitation(minute), newReserve: minute % 10 == 0)
      states.append(instrument.state(at: minute, in: story, noise))
    }
    self.states = states
  }

  /// The state at a minute, the last one after the end.
  subscript(minute: Int) -> MarketState { states[min(minute, states.count - 1)] }
}

extension Instrument {
  fileprivate func state(
    at minute: Int, in story: Story, _ noise: MarketNoise
  ) -> MarketState {
    var state = MarketState()
    let rally = 1 + 0.03 * smooth(Double(minute) / (0.75 * Double(story.crash)))
    state.price = rounded(
      price * rally * (1 - beta * story.fall(minute)) * (1 + noise.price), to: decimals.price)
    let held = reserve * (1 - 0.04 * story.progress(minute))
    state.reserve = rounded(held * (1 + noise.reserve), to: decimals.coin)
    let share =
      cover.start + (cover.crash - cover.start) * story.build(minute)
      + burst * story.burst(minute)
    state.openInterest = rounded(
      held * share * (1 - story.flush(minute)) * (1 + noise.openInterest), to: decimals.coin)
    state.depth = depth * story.bookShare(minute) * (1 + noise.depth)
    let thinness = depth / state.depth
    state.spread = spread * (0.4 + 0.6 * thinness * thinness.squareRoot()) * (1 + noise.spread)
    return state
  }
}

/// The small movements on top of the story, each pulled back to zero so that no seed spoils it.
private struct MarketNoise {
  var price = 0.0
  var openInterest = 0.0
  var reserve = 0.0
  var depth = 0.0
  var spread = 0.0
  private var shared: Xoshiro256
  private var own: Xoshiro256
  private var slowDepth = 0.0
  private let beta: Double

  init(_ instrument: Instrument, seed: UInt64) {
    shared = Xoshiro256(seed: seed, stream: "market")
    own = Xoshiro256(seed: seed, stream: instrument.stream("state"))
    beta = instrument.beta
  }

  mutating func advance(agitation: Double, newReserve: Bool) {
    let scale = 0.0003 * (1 + 4 * agitation)
    let step = scale * (beta * shared.normal() + 0.3 * own.normal())
    price = 0.99 * price + step
    openInterest = 0.97 * openInterest + 0.00015 * own.normal()
    slowDepth = 0.95 * slowDepth + 0.011 * own.normal()
    depth = slowDepth + 0.015 * own.normal()
    spread = 0.06 * own.normal()
    let drift = 0.0003 * own.normal()
    if newReserve { reserve = 0.8 * reserve + drift }
  }
}

/// The value rounded to so many decimals, as a file prints it.
func rounded(_ value: Double, to decimals: Int) -> Double {
  let scale = Double(powersOfTen[decimals])
  return (value * scale).rounded() / scale
}

/// 1, 10, 100 … 1e8.
let powersOfTen: [Int] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000]
