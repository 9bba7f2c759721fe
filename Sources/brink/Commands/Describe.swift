// brink describe
import ArgumentParser
import Sessions

/// Says what each file is.
struct Describe: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Says what each file is: format, series, units, cadence, gaps, rejects, and why.",
    discussion: """
      Example:
        brink describe exports/ Samples/stress-day
      """)

  @Argument(help: "Files, directories, globs or archives; - is standard input.")
  var paths: [String]

  @Option(help: "A schema file that pins what cannot be inferred.")
  var schema: String?

  @Option(help: "text for people, json for programs.")
  var format: CheckFormat = .text

  @OptionGroup var talk: TalkFlags

  func run() {
    var request = RunRequest()
    request.data = paths
    request.schemaFile = schema
    let talk = talk.talk(format == .json ? .json : .text)
    talk.leave(talk.describe(request))
  }
}
