// Randomness that replays: a seed printed by a failure and read from BRINK_SEED gives the same run.
import Foundation

/// The splitmix64 generator.
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<max(1, limit), using: &self) }
  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
  mutating func pick<T>(_ choices: [T]) -> T { choices[below(choices.count)] }
}

/// The seeds of a run: the one of BRINK_SEED alone, or a fixed first and some new ones, as many
/// times more as BRINK_FUZZ says.
func seeds(_ count: Int) -> [UInt64] {
  if let text = ProcessInfo.processInfo.environment["BRINK_SEED"], let seed = UInt64(text) {
    return [seed]
  }
  let times = ProcessInfo.processInfo.environment["BRINK_FUZZ"].flatMap(Int.init) ?? 1
  return (0..<count * max(1, times)).map { $0 == 0 ? 1 : UInt64.random(in: 0...UInt64.max) }
}
