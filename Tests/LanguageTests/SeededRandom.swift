// Randomness that replays: a seed printed by a failure and read from BRINK_SEED gives the same run.
import Foundation
import Synthesis

/// Random numbers from a seed.
struct SeededRandom: RandomNumberGenerator {
  private var numbers: SplitMix64

  init(seed: UInt64) { numbers = SplitMix64(seed) }

  mutating func next() -> UInt64 { numbers.next() }

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
