// brink run
import ArgumentParser
import Sessions

/// Evaluates rule files over data.
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Evaluates rule files over data; prints events and exits with what they came to.",
    discussion: """
      Example:
        brink run Rules/exhaustion.brink --data Samples/stress-day --format jsonl
      """)

  @Argument(help: "Rule files, or directories of them.")
  var rules: [String]

  @OptionGroup var data: DataFlags
  @OptionGroup var talk: TalkFlags

  @Option(help: "text for people, jsonl for programs; text on a terminal unless said.")
  var format: RunFormat?

  @Flag(help: "Also tell when an alert goes pending.")
  var pending = false

  @Flag(help: "Feed the rows one by one in time order, as a stream would: the same events.")
  var replay = false

  @Flag(help: "Tell on standard error where the time went, as JSON.")
  var timings = false

  func run() {
    var request = data.request(rules: rules)
    request.reportsPending = pending
    request.replays = replay
    request.tellsTimes = timings
    let talk = talk.talk(format?.output)
    talk.leave(talk.run(request))
  }
}

/// How events are printed.
enum RunFormat: String, ExpressibleByArgument, CaseIterable {
  case text, jsonl

  var output: OutputFormat { self == .text ? .text : .jsonl }
}
