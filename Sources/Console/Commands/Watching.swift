// `.watch`: the last statement answered again and again over data read anew.
import Diagnostics
import Glibc
import Quantities

/// How often, and how many times: `.watch i=5 n=3`.
struct WatchRequest: Equatable {
  var seconds = 2.0
  var times: Int?

  /// Nil, with the place of the word that means nothing.
  init?(_ words: [String], mistake: inout Int) {
    for (index, word) in words.enumerated() {
      mistake = index
      if word.hasPrefix("i="), let seconds = Double(word.dropFirst(2)),
        (0.1...86_400).contains(seconds)
      {
        self.seconds = seconds
      } else if word.hasPrefix("n="), let times = Int(word.dropFirst(2)), times > 0 {
        self.times = times
      } else {
        return nil
      }
    }
  }
}

extension Shell {
  func watch(_ call: CommandCall) -> Answer {
    var mistake = 0
    guard let request = WatchRequest(call.arguments, mistake: &mistake) else {
      return call.misuse(".watch", at: mistake + 1)
    }
    guard let statement = lastStatement else {
      return call.failure("E0954", "there is no statement to answer again yet", at: 0)
    }
    let source = SourceText(name: call.source.name, text: statement)
    var ending = Answer()
    var count = 0
    wasInterrupted = false
    while request.times.map({ count < $0 }) ?? true {
      if count > 0, !pause(request.seconds) { break }
      count += 1
      // Opening nothing more forgets what was read, so that grown files are seen.
      _ = timed { watch in engine.open([], watch) }
      let stamp = Timestamp(seconds: Int64(time(nil))).description
      emit(Style.dim.paint("at \(stamp)", when: profile.usesColor) + "\n", to: STDERR_FILENO)
      let answer = answer(source)
      ending.status = ending.status.worst(answer.status)
      if answer.isFailed || wasInterrupted { break }
    }
    return ending
  }

  /// Waits; false where Ctrl-C ends the wait.
  private func pause(_ seconds: Double) -> Bool {
    let end = monotonicSeconds() + seconds
    while case let rest = end - monotonicSeconds(), rest > 0 {
      if wait(for: -1, milliseconds: Int32(rest * 1_000) + 1) == .woken, takeInterrupt() {
        return false
      }
    }
    return true
  }
}
