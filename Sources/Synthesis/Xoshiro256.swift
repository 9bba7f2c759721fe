// Chance that replays: xoshiro256** seeded by SplitMix64, with one stream per purpose.

/// A seeded generator of pseudo-random numbers, the same on every machine.
///
/// xoshiro256** (Blackman and Vigna, 2018) with its four words filled by SplitMix64, as its authors
/// advise. Every purpose draws from a stream of its own, so that adding a column to one file moves
/// no number in another.
package struct Xoshiro256: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// The generator in a given state, which must not be all zeros.
  init(state: (UInt64, UInt64, UInt64, UInt64)) { self.state = state }

  /// The generator of `seed` for one purpose, named by `stream`.
  package init(seed: UInt64, stream: String) {
    var mixer = SplitMix64(seed)
    mixer = SplitMix64(mixer.next() ^ fingerprint(of: stream))
    state = (mixer.next(), mixer.next(), mixer.next(), mixer.next())
  }

  package mutating func next() -> UInt64 {
    let result = (state.1 &* 5).rotatedLeft(by: 7) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = state.3.rotatedLeft(by: 45)
    return result
  }

  /// A number in [0, 1) with 53 random bits.
  mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number in [low, high).
  mutating func uniform(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * uniform()
  }

  /// A whole number in low...high; the bias of at most range/2^64 is of no account here.
  mutating func whole(_ low: Int, _ high: Int) -> Int {
    low + Int(next() % UInt64(high - low + 1))
  }

  /// Roughly standard normal, within ±6: a sum of twelve uniforms.
  ///
  /// No logarithm and no cosine, because the last bit of those differs between C libraries.
  mutating func normal() -> Double {
    var sum = -6.0
    for _ in 0..<12 { sum += uniform() }
    return sum
  }
}

/// SplitMix64 (Steele, Lea and Flood, 2014), which spreads a small seed over all bits.
package struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(_ seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}

/// FNV-1a over the UTF-8 bytes of a stream's name.
private func fingerprint(of text: String) -> UInt64 {
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
  return hash
}

extension UInt64 {
  fileprivate func rotatedLeft(by places: UInt64) -> UInt64 {
    (self << places) | (self >> (64 - places))
  }
}
