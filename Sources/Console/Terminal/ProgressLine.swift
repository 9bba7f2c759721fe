// How far a long statement is, on standard error, gone before anything else is printed.
import Glibc
import Synchronization

/// Seconds since some moment, never running backwards.
func monotonicSeconds() -> Double {
  var now = timespec()
  clock_gettime(CLOCK_MONOTONIC, &now)
  return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
}

/// One line that is drawn over itself; safe from any thread.
final class ProgressLine: Sendable {
  /// Nothing is drawn before a statement has taken this long.
  private static let patience = 0.5
  private static let interval = 0.1

  private struct State {
    var lastDrawn = 0.0
    var isVisible = false
    var fraction: Double?
  }

  private let start = monotonicSeconds()
  private let isEnabled: Bool
  private let state = Mutex(State())

  init(isEnabled: Bool) { self.isEnabled = isEnabled }

  var elapsed: Double { monotonicSeconds() - start }
  /// The last fraction told.
  var fraction: Double? { state.withLock { $0.fraction } }

  func show(_ fraction: Double?, _ doing: String) {
    let now = monotonicSeconds()
    state.withLock { state in
      state.fraction = fraction
      guard isEnabled, now - start > Self.patience, now - state.lastDrawn > Self.interval else {
        return
      }
      state.lastDrawn = now
      state.isVisible = true
      let share = fraction.map { " \(Int(min(max($0, 0), 1) * 100))%" } ?? ""
      emit("\r\u{1B}[K\(doing)\(share) (\(secondsText(now - start)))", to: STDERR_FILENO)
    }
  }

  func erase() {
    state.withLock { state in
      if state.isVisible { emit("\r\u{1B}[K", to: STDERR_FILENO) }
      state.isVisible = false
    }
  }
}

/// `0.4 ms`, `12 ms`, `1.2 s`, `73 s`: one decimal below ten.
func secondsText(_ seconds: Double) -> String {
  let (value, unit) = seconds < 1 ? (seconds * 1_000, "ms") : (seconds, "s")
  guard value < 10 else { return "\(Int(value.rounded())) \(unit)" }
  return "\((value * 10).rounded() / 10) \(unit)"
}
