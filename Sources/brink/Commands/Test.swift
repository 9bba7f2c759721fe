// brink test
import ArgumentParser
import Sessions

/// Runs the tests that rule files carry.
struct Test: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Runs the tests that rule files carry.",
    discussion: """
      Example:
        brink test Rules/
      """)

  @Argument(help: "Rule files, or directories of them.")
  var rules: [String]

  @OptionGroup var talk: TalkFlags

  func run() {
    let talk = talk.talk(.text)
    talk.leave(talk.test(rules))
  }
}
