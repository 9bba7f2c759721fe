// brink check and brink fmt
import ArgumentParser
import Sessions

/// Judges rule files without evaluating them.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Draws every mistake and lint of rule files, and their static cost.",
    discussion: """
      Example:
        brink check Rules/ --data Samples/stress-day
      """)

  @Argument(help: "Rule files, or directories of them.")
  var rules: [String]

  @OptionGroup var data: DataFlags
  @OptionGroup var talk: TalkFlags

  @Option(help: "text for people, json for editors.")
  var format: CheckFormat = .text

  func run() {
    let talk = talk.talk(format == .json ? .json : .text)
    talk.leave(talk.check(data.request(rules: rules)))
  }
}

/// How diagnostics are printed.
enum CheckFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}

/// Sets rule files in canonical form.
struct Format: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fmt",
    abstract: "Prints rule files in canonical form, every comment kept.",
    discussion: """
      Examples:
        brink fmt Rules/exhaustion.brink
        brink fmt -w Rules/
        brink fmt --check Rules/
      """)

  @Argument(help: "Rule files, or directories of them.")
  var rules: [String]

  @Flag(name: .shortAndLong, help: "Rewrite the files in place.")
  var write = false

  @Flag(help: "Say which files are not canonical and exit 3; change nothing.")
  var check = false

  @OptionGroup var talk: TalkFlags

  func run() {
    let talk = talk.talk(.text)
    talk.leave(talk.format(rules, check ? .compare : write ? .rewrite : .print))
  }
}
