// `brink run`: rules over data, events out.
import Alerting
import Diagnostics
import Evaluation
import Feeds
import Language
import Sinks

extension Talk {
  /// Evaluates rule files over data, prints events, and says with what status to leave.
  package func run(_ request: RunRequest) -> ExitStatus {
    var watch = Stopwatch(isRunning: request.tellsTimes)
    guard let sources = sources(request.rules) else { return .usage }
    switch prepare(request, sources.map { parse($0) }) {
    case .failure(let refused): return refused.status
    case .success(let prepared):
      watch.lap("load")
      let result =
        request.replays
        ? replay(prepared, request, &watch)
        : evaluate(prepared, reportsPending: request.reportsPending)
      watch.lap(request.replays ? "tell" : "eval")
      print(result)
      streams.flush()
      watch.lap("print")
      if !manner.isQuiet {
        tell(result.departures)
        tell(result.summary, prepared.report)
      }
      if request.tellsTimes { streams.err(watch.json + "\n") }
      if prepared.run.range == nil {
        streams.err("warning: the data has no row in the ticks asked for; nothing was evaluated\n")
      }
      return prepared.status.worst(result.status)
    }
  }

  /// How many departures are told one by one.
  private static let departureLimit = 5

  /// The members that left their groups: from then on a sum is over the others.
  private func tell(_ departures: [Departure]) {
    for departure in departures.prefix(Self.departureLimit) {
      streams.err(printable("warning: \(departure)") + "\n")
    }
    let more = departures.count - Self.departureLimit
    if more > 0 { streams.err("warning: \(more) more left their groups\n") }
  }

  /// The counts, and the first rejects of every file with their places.
  private func tell(_ summary: RunSummary, _ report: LoadReport) {
    for file in report.files {
      for reject in file.rejects.first {
        let place = "\(file.path):\(reject.line):\(reject.column)"
        let what = reject.isRow ? "row" : "cell"
        streams.err(printable("\(what) rejected at \(place): \(reject.reason)") + "\n")
      }
    }
    streams.err(
      summary.text(
        width: streams.errorIsTerminal ? streams.width : nil, ink: streams.errorInk,
        charset: charset))
  }

  private func print(_ result: RunResult) {
    let format = manner.format ?? (streams.outputIsTerminal ? .text : .jsonl)
    guard format == .text else {
      result.transitions.writeLines(to: streams)
      return
    }
    let style = EventStyle(
      width: streams.outputIsTerminal ? streams.width : nil, ink: streams.ink, charset: charset)
    streams.out(eventText(Array(result.transitions), style))
  }
}
