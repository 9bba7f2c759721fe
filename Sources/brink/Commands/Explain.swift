// brink explain
import ArgumentParser
import Sessions

/// Says why a rule fired, or why not.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Says why a rule fired at a tick, or why not.",
    discussion: """
      Example:
        brink explain Rules/exhaustion.brink --data Samples/stress-day \\
          --rule exhaustion --key venue=demo,asset=BTC --at 2030-08-05T12:00:00Z
      """)

  @Argument(help: "Rule files, or directories of them.")
  var rules: [String]

  @OptionGroup var data: DataFlags
  @OptionGroup var talk: TalkFlags

  @Option(help: "The rule to explain.")
  var rule: String

  @Option(help: "The identity, as key=value,key=value; every identity of the rule unless said.",
    transform: keyLabels)
  var key: KeyLabels?

  @Option(help: "The tick: ISO 8601 or an epoch.", transform: moment)
  var at: Moment

  @Option(help: "text for people, json for programs.")
  var format: CheckFormat = .text

  func run() {
    let talk = talk.talk(format == .json ? .json : .text)
    let question = Question(rule: rule, key: key, at: at)
    talk.leave(talk.explain(question, data.request(rules: rules)))
  }
}
