// brink reference
import ArgumentParser
import Sessions

/// Prints the manual of the language's words.
struct Reference: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reference",
    abstract: "The manual of functions, series, units, keywords, lints and error codes.",
    discussion: """
      Examples:
        brink reference
        brink reference quantile
        brink reference E0301
      """)

  @Argument(help: "A name: a function, a series, a unit, a keyword or a code.")
  var name: String?

  @OptionGroup var talk: TalkFlags

  func run() {
    let talk = talk.talk(.text)
    talk.leave(talk.reference(name))
  }
}
