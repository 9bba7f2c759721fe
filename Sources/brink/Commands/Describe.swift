// brink describe
import ArgumentParser
import Sessions

/// Says what each file is.
struct Describe: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe",
    abstract: "Says what each file is: format, series, units, cadence, gaps, rejects, and why.",
    discussion: """
      Example:
        brink describe exports/ Samples/stress-day
        brink describe exports/ --statistics > statistics.csv
      """)

  @Argument(help: "Files, directories, globs or archives; - is standard input.")
  var paths: [String]

  @Option(help: "A schema file that pins what cannot be inferred.")
  var schema: String?

  @Option(help: "text for people, json for programs.")
  var format: CheckFormat = .text

  @Flag(
    help: """
      Count, sum, extremes and span of every series under every set of labels, as its rows stand \
      in the files; one pass that keeps nothing.
      """)
  var statistics = false

  @OptionGroup var talk: TalkFlags

  func run() {
    var request = RunRequest()
    request.data = paths
    request.schemaFile = schema
    if statistics {
      let talk = talk.talk(format == .json ? .json : nil)
      talk.leave(talk.statistics(request))
    }
    let talk = talk.talk(format == .json ? .json : .text)
    talk.leave(talk.describe(request))
  }
}
