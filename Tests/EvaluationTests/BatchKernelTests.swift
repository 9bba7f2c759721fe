// Loops over eight ticks at once, and what finds tracks by their place, against the plain ones.
import Columns
import Testing

@testable import Evaluation

@Suite struct BatchKernelTests {
  /// Lengths around a multiple of eight; every other run is without unknown ticks at first.
  @Test(arguments: 0..<60) func reasonsAreThoseOfEveryTick(_ index: Int) {
    var dice = Dice(Dice.seed(61) &+ UInt64(index))
    let count = 1 + dice.below(40)
    let known = index % 2 == 0 ? dice.below(count + 1) : 0
    func bytes(_ below: Int) -> [UInt8] {
      (0..<count).map { $0 < known || dice.chance(2) ? 0 : UInt8(dice.below(below)) }
    }
    let (a, b, truths) = (bytes(256), bytes(256), bytes(3))
    let values = (0..<count).map { place -> Double in
      place < known ? 1 : dice.pick([1, -.infinity, .infinity, .nan, -.nan, 0])
    }
    var out = a
    join(b, to: &out, count)
    #expect(out == zip(a, b).map { $0 | $1 })
    out = a
    keepUnknown(truths, in: &out, count)
    #expect(out == zip(a, truths).map { $1 == 2 ? $0 : 0 })
    copy(b, without: FrameCell.held, to: &out, count)
    #expect(out == b.map { $0 & 0x7f })
    out = a
    markNaN(7, values, in: &out, count)
    #expect(out == zip(a, values).map { $0 == 0 && $1.isNaN ? 7 : $0 })
    let first = dice.below(count)
    let run = a[first...].prefix { $0 == 0 }.count
    #expect(ticksWithoutReason(a, first..<count) == run)
    #expect(containsNaN(values, count) == values.contains { $0.isNaN })
    #expect(containsUnknown(truths, count) == truths.contains(2))
  }

  /// In order, out of order and twice; with a selection, whose labels are left out.
  @Test func tracksAreFoundWhereverTheyWereExpected() {
    func labels(_ symbol: Int, _ venue: String) -> Labels {
      Labels([("symbol", "S\(symbol)"), ("venue", venue)])
    }
    let tracks = (0..<30).flatMap { n in
      ["a", "b"].map { StoredTrack(Track(labels: labels(n * 7 % 30, $0), times: [], values: [])) }
    }
    let table = TrackTable(tracks + tracks.prefix(4), under: Labels([("venue", "b")]))
    #expect(table.entries.map(\.labels) == (0..<30).map { Labels([("symbol", "S\($0)")]) }.sorted())
    for symbol in 0..<30 {
      let own = Labels([("symbol", "S\(symbol)")])
      for expected in [0, symbol, 29, 30] {
        let place = table.place(of: own, expected: expected)
        #expect(place.map { table.entries[$0].track.labels } == labels(symbol, "b"))
      }
    }
    #expect(table.place(of: Labels([("symbol", "S30")])) == nil)
    #expect(table.place(of: .none, expected: 3) == nil)
  }
}
