// The generators against published sequences, and the texts of numbers.

import Testing

@testable import Synthesis

@Suite struct ChanceTests {
  /// The first outputs of the authors' C code for the seed 1234567.
  @Test func splitMixMatchesItsReference() {
    var mixer = SplitMix64(1_234_567)
    let drawn = (0..<5).map { _ in mixer.next() }
    #expect(
      drawn == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
  }

  /// The first outputs of the authors' C code from the state 1, 2, 3, 4.
  @Test func xoshiroMatchesItsReference() {
    var chance = Xoshiro256(state: (1, 2, 3, 4))
    let drawn = (0..<4).map { _ in chance.next() }
    #expect(drawn == [11_520, 0, 1_509_978_240, 1_215_971_899_390_074_240])
  }

  @Test func streamsDiffer() {
    var one = Xoshiro256(seed: 1, stream: "a")
    var other = Xoshiro256(seed: 1, stream: "b")
    #expect((0..<8).map { _ in one.next() } != (0..<8).map { _ in other.next() })
  }

  @Test func momentsOfTheDraws() {
    var chance = Xoshiro256(seed: 9, stream: "moments")
    let drawn = (0..<20_000).map { _ in chance.normal() }
    let mean = drawn.reduce(0, +) / 20_000
    let variance = drawn.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 19_999
    // Standard errors are 0.007 and 0.01; the bounds are wider than five of them.
    #expect(abs(mean) < 0.04 && abs(variance - 1) < 0.06)
    let uniforms = (0..<20_000).map { _ in chance.uniform() }
    #expect(uniforms.allSatisfy { (0..<1).contains($0) })
    #expect(Set((0..<2_000).map { _ in chance.whole(3, 7) }) == [3, 4, 5, 6, 7])
  }

  @Test(arguments: [
    (0.5, 8, 8, "0.50000000"), (103_513.561, 3, 16, "103513.5610000000000000"),
    (-0.00025, 6, 8, "-0.00025000"), (-0.4, 0, 0, "0"), (12.345, 0, 0, "12"),
    (7, 0, 2, "7.00"), (0.0049, 2, 2, "0.00"),
  ])
  func fixedDecimals(value: Double, decimals: Int, width: Int, expected: String) {
    #expect(fixed(value, decimals: decimals, width: width) == expected)
  }

  @Test func timesOfTheArchive() {
    let story = Story(seed: 1)
    #expect(story.moment(0).description == "2030-08-04T12:00:00Z")
    #expect(story.moment(1_441).archiveText == "2030-08-05 12:01:00")
    #expect(story.moment(0).monthText == "2030-08")
  }
}
