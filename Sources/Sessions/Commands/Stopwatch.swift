// Where the time of a run went, for those who ask.
import Glibc
import Quantities

/// Wall and processor seconds of the phases of a run.
struct Stopwatch {
  private var laps: [(name: String, wall: Double, processor: Double)] = []
  private var counts: [(name: String, value: Double)] = []
  private let isRunning: Bool
  private var last: Reading

  /// A stopwatch that looks at no clock until somebody asks for times.
  init(isRunning: Bool) {
    self.isRunning = isRunning
    last = isRunning ? Self.now : (0, 0)
  }

  private typealias Reading = (wall: Double, processor: Double)

  private static var now: Reading {
    (seconds(CLOCK_MONOTONIC), seconds(CLOCK_PROCESS_CPUTIME_ID))
  }

  private static func seconds(_ clock: clockid_t) -> Double {
    var now = timespec()
    clock_gettime(clock, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
  }

  /// Ends a phase; the next one begins.
  mutating func lap(_ name: String) {
    guard isRunning else { return }
    let now = Self.now
    laps.append((name, now.wall - last.wall, now.processor - last.processor))
    last = now
  }

  /// The wall seconds of the last phase.
  var lastWall: Double { laps.last?.wall ?? 0 }

  /// A figure beside the times.
  mutating func note(_ name: String, _ value: Double) { counts.append((name, value)) }

  /// One JSON object: of each phase its wall seconds, and its processor seconds as `NAME_cpu`.
  var json: String {
    let members = laps.flatMap { lap in
      [(lap.name, lap.wall), (lap.name + "_cpu", lap.processor)].map { name, seconds in
        "\"\(name)\":\(rounded(max(0, seconds), digits: 6))"
      }
    }
    let notes = counts.map { "\"\($0.name)\":\(rounded($0.value, digits: 6))" }
    return "{" + (members + notes).joined(separator: ",") + "}"
  }
}
