// The flags several commands share, and how their texts are read.
import ArgumentParser
import Sessions

/// Which data, which ticks, which parameters.
struct DataFlags: ParsableArguments {
  @Option(
    name: .long, parsing: .upToNextOption,
    help: "Files, directories, globs or archives to load; - is standard input. Repeatable.")
  var data: [String] = []

  @OptionGroup var reading: ReadingFlags

  /// The flags as a request for these rule files.
  func request(rules: [String] = []) -> RunRequest {
    var request = reading.request()
    request.rules = rules
    request.data = data
    return request
  }
}

/// How data is read, at which ticks, with which parameters.
struct ReadingFlags: ParsableArguments {
  @Option(help: "A schema file that pins unit, time zone, interval, contract size, vendor, venue.")
  var schema: String?

  @Option(help: "The first tick: ISO 8601 or an epoch.", transform: moment)
  var from: Moment?

  @Option(help: "The last tick: ISO 8601 or an epoch.", transform: moment)
  var to: Moment?

  @Option(help: "The present; the last event time in the data unless said.", transform: moment)
  var now: Moment?

  @Option(help: "The grid of rules without their own: 1m, 10s, 1h.", transform: span)
  var every: Span?

  @Option(help: "Sets a parameter: NAME=VALUE or NAME[KEY]=VALUE. Repeatable.", transform: setting)
  var set: [Setting] = []

  /// The flags as a request for no rules and no data.
  func request() -> RunRequest {
    var request = RunRequest()
    request.schemaFile = schema
    request.from = from
    request.to = to
    request.now = now
    request.every = every ?? .minutes(1)
    request.hasExplicitGrid = every != nil
    request.overrides = set
    return request
  }
}

/// How the command talks.
struct TalkFlags: ParsableArguments {
  @Option(help: "Colour: auto, always or never; NO_COLOR is respected.")
  var color: ColourChoice = .auto

  @Option(help: "Progress on standard error: auto or never.")
  var progress: ProgressChoice = .auto

  @Flag(help: "No summary and no warnings on standard error.")
  var quiet = false

  /// A conversation in this process, talking as asked.
  func talk(_ format: OutputFormat?) -> Talk {
    Talk(format, color, isQuiet: quiet, progress)
  }
}

extension Talk {
  /// A conversation in this process.
  init(
    _ format: OutputFormat?, _ colour: ColourChoice, isQuiet: Bool, _ progress: ProgressChoice
  ) {
    let streams = Streams(colour: colour)
    let shows = progress == .auto && !isQuiet && streams.errorIsTerminal
    self.init(streams, Manner(format: format, isQuiet: isQuiet, showsProgress: shows))
  }

  /// Writes what is buffered and ends the process.
  func leave(_ status: ExitStatus) -> Never {
    streams.flush()
    quit(status.rawValue)
  }
}

/// When progress is shown.
enum ProgressChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, never
}

extension ColourChoice: ExpressibleByArgument {}
extension OutputFormat: ExpressibleByArgument {}
