// Progress of long work, on a terminal's standard error only, erased before results.
import Feeds

/// One line that tells how far a load has come; silent for work that is soon done.
final class ProgressLine {
  private let streams: Streams
  private let isOn: Bool
  private var isDrawn = false
  private let start = ContinuousClock.now

  /// How long work may take before it is talked about.
  private static let patience = Duration.milliseconds(500)

  init(_ streams: Streams, isOn: Bool) {
    self.streams = streams
    self.isOn = isOn
  }

  /// Redraws the line; true, since a headless load is cancelled by its signal.
  func show(_ progress: LoadProgress) -> Bool {
    guard isOn, ContinuousClock.now - start > Self.patience else { return true }
    let share = progress.bytesTotal > 0 ? progress.bytesRead * 100 / progress.bytesTotal : 0
    streams.err(
      "\r\u{1B}[Kloading \(progress.filesDone)/\(progress.fileCount) files, \(share)%, "
        + "\(progress.rows) rows")
    isDrawn = true
    return true
  }

  /// Takes the line away.
  func clear() {
    if isDrawn { streams.err("\r\u{1B}[K") }
    isDrawn = false
  }
}
