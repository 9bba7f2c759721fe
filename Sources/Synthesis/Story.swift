// The plot of a stress day: when the book thins, when the cascade comes, which feeds fail.

package import Quantities

/// The episodes of one stress day, in minutes from its start, drawn from the seed.
///
/// Everything before the crash is a slow exhaustion of inventory: open interest builds while
/// reserves drain, funding climbs, and a market maker withdraws. Then comes the cascade.
package struct Story: Sendable {
  /// The first minute of every stress day. A date nobody can take for a record of the past.
  package static let start = Timestamp(
    seconds: Int64(daysFromCivil(year: 2030, month: 8, day: 4)) * 86_400 + 43_200)
  /// How many minutes a stress day lasts: 36 hours.
  package static let length = 2_160

  /// The first minute of the cascade.
  package let crash: Int
  /// How far BTC falls from the crash to the trough, before noise.
  package let drop: Double
  /// The minute at which a market maker begins to withdraw from the books.
  package let withdrawal: Int
  /// The minutes in which the venue `demo` sends nothing at all.
  package let outage: Range<Int>
  /// The minutes in which the ETH reserve of the venue `demo` is not updated.
  package let staleReserve: Range<Int>
  /// The first minutes of two bursts in which new positions fill the book.
  package let bursts: [Int]

  init(seed: UInt64) {
    var chance = Xoshiro256(seed: seed, stream: "story")
    crash = 1_560 + chance.whole(-30, 30)
    drop = chance.uniform(0.115, 0.130)
    withdrawal = crash - 270 - chance.whole(0, 15)
    let silence = crash - 200 + chance.whole(-5, 10)
    outage = silence..<(silence + 55)
    let stuck = (crash - 720 + chance.whole(0, 30)) / 10 * 10
    staleReserve = (stuck + 1)..<(stuck + 300)
    bursts = [crash - 115 - chance.whole(0, 5), crash - 50 - chance.whole(0, 5)]
  }

  /// The moment of a minute of the day.
  package func moment(_ minute: Int) -> Timestamp { Story.start + .minutes(Int64(minute)) }
}

extension Story {
  /// The share of the way to the crash, 0 at the start and 1 from the crash on.
  func progress(_ minute: Int) -> Double { min(1, Double(minute) / Double(crash)) }

  /// The fall of the price as a share of its level, for an asset that moves like BTC.
  func fall(_ minute: Int) -> Double {
    let legs = 0.6 * ramp(minute, 0, 12) + 0.4 * ramp(minute, 14, 30)
    let bounce = 0.22 * ramp(minute, 32, 70) + 0.28 * ramp(minute, 70, 420)
    return drop * (legs - bounce)
  }

  /// The share of the positions closed by the cascade, a few of which return.
  func flush(_ minute: Int) -> Double {
    0.24 * (0.6 * ramp(minute, 2, 15) + 0.4 * ramp(minute, 16, 36)) - 0.03 * ramp(minute, 120, 560)
  }

  /// How agitated the market is: 0 calm, 1 in the cascade.
  func agitation(_ minute: Int) -> Double {
    ramp(minute, 0, 10) * (1 - ramp(minute, 40, 240))
  }

  /// What is left of the quiet book: the withdrawal, the collapse and the slow return.
  func bookShare(_ minute: Int) -> Double {
    let back = ramp(minute, 45, 300)
    let withdrawn = smooth(Double(minute - withdrawal) / 25)
    let drift = 1 - 0.33 * progress(minute) * progress(minute)
    return drift * (1 - 0.57 * withdrawn * (1 - 0.8 * back))
      * (1 - 0.8 * ramp(minute, 1, 8) * (1 - back))
  }

  /// The build-up of positions: 0 at the start, 1 at the crash, faster towards the end.
  func build(_ minute: Int) -> Double {
    let x = progress(minute)
    return 0.5 * x + 0.5 * x * x
  }

  /// The share of the bursts that has happened, each over fifteen minutes.
  func burst(_ minute: Int) -> Double {
    var share = 0.0
    for first in bursts { share += min(1, max(0, Double(minute - first) / 15)) }
    return share / Double(bursts.count)
  }

  /// Funding per eight hours, as a fraction: climbing, then paid the other way.
  func funding(_ minute: Int) -> Double {
    let x = progress(minute)
    return 0.0001 + 0.0009 * x * x - 0.00125 * ramp(minute, 5, 60)
  }

  /// 0 until `first` minutes after the crash begins, 1 from `last` minutes after it on.
  private func ramp(_ minute: Int, _ first: Int, _ last: Int) -> Double {
    smooth(Double(minute - crash - first) / Double(last - first))
  }
}

/// The cubic step from 0 at 0 to 1 at 1, flat at both ends.
func smooth(_ x: Double) -> Double {
  let t = min(1, max(0, x))
  return t * t * (3 - 2 * t)
}
