// brink [DATA…]: the shell
import ArgumentParser
import Console
import Sessions

/// The interactive shell, or statements from standard input.
struct Shell: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shell",
    abstract: "Explores data in a shell; the command without a name.",
    discussion: """
      Examples:
        brink Samples/stress-day
        echo 'oi / reserve' | brink Samples/stress-day
        brink -c '.sources' Samples/stress-day
        brink --every 1s -c 'depth_1pct | plot' capture.jsonl.gz
      """)

  @Argument(help: "Files, directories, globs or archives to open.")
  var data: [String] = []

  @Option(name: .customShort("c"), help: "Run these statements instead of a conversation.")
  var command: String?

  @Option(help: "table, line, csv, tsv, json, jsonl or md.")
  var mode: String?

  @Option(name: .customLong("init"), help: "Read this file first instead of the usual one.")
  var initFile: String?

  @Flag(name: .customLong("no-init"), help: "Read no init file.")
  var skipsInit = false

  @Flag(help: "In scripts, go on after an error.")
  var keepGoing = false

  @OptionGroup var reading: ReadingFlags
  @OptionGroup var talk: TalkFlags

  func run() throws {
    quit(try converse())
  }
}
