// Where a moment lies among the rows of a track.
import Columns
import Testing

@Suite struct TrackTests {
  private static func track(_ times: [Int64]) -> Track {
    Track(labels: .none, times: times, values: times.map { _ in 0 })
  }

  private static let lists: [[Int64]] = [
    [], [7], [7, 8], [.min, .max], [.min, -1, 0, 1, .max],
    [.max - 2, .max - 1, .max], [.min, .min + 1, .min + 2],
    (0..<300).map { $0 * 60_000_000_000 },
    (0..<300).map { $0 * $0 * $0 },
    (0..<300).map { $0 < 299 ? $0 : 1 << 60 },
    (0..<300).map { $0 == 0 ? -(1 << 60) : $0 },
  ]

  /// As counting them one by one has it, at, before and after every row.
  @Test(arguments: lists) func countsRowsUpToAMoment(_ times: [Int64]) {
    let track = Self.track(times)
    let moments = times.flatMap { [$0 &- 1, $0, $0 &+ 1] } + [.min, -1, 0, .max]
    for moment in moments {
      #expect(track.count(through: moment) == times.count { $0 <= moment }, "at \(moment)")
    }
  }
}
