// `.time`: one statement answered several times, and how long it took.
import Diagnostics

extension Shell {
  /// How often a statement may be timed.
  static let timingLimit = 1_000

  func timeStatement(_ call: CommandCall) -> Answer {
    guard let word = call.arguments.first, call.words.count > 2 else { return call.misuse(".time") }
    guard let count = Int(word), (1...Self.timingLimit).contains(count) else {
      return call.failure(
        "E0952", "`\(word)` is no number of times", at: 1, help: "write 1 to \(Self.timingLimit)")
    }
    let statement = call.source(from: 2)
    var seconds: [Double] = []
    for _ in 0..<count {
      let start = monotonicSeconds()
      let answer = timed { watch in engine.evaluate(statement, watch) }
      if answer.isFailed { return answer }
      seconds.append(monotonicSeconds() - start)
    }
    let first = seconds[0]
    seconds.sort()
    let middle = (seconds[(count - 1) / 2] + seconds[count / 2]) / 2
    let times = count == 1 ? "once" : "\(count) times"
    return Answer(
      text: "\(times): first \(secondsText(first)), fastest \(secondsText(seconds[0])), "
        + "median \(secondsText(middle)), slowest \(secondsText(seconds[count - 1]))")
  }
}
