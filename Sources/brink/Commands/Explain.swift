// brink explain
import ArgumentParser
import Columns
import Quantities
import Sessions

/// Says why a rule fired, or why not.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
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

  @Option(help: "The identity, as key=value,key=value; every identity of the rule unless said.")
  var key: String?

  @Option(help: "The tick: ISO 8601 or an epoch.", transform: moment)
  var at: Timestamp

  @Option(help: "text for people, json for programs.")
  var format: CheckFormat = .text

  func run() throws {
    let talk = talk.talk(format == .json ? .json : .text)
    let question = Question(rule: rule, key: try key.map(labels), at: at)
    talk.leave(talk.explain(question, data.request(rules: rules)))
  }

  private func labels(_ text: String) throws -> Labels {
    try Labels(
      text.split(separator: ",").map { pair in
        let parts = pair.split(separator: "=", maxSplits: 1)
        guard parts.count == 2 else {
          throw ValidationError("'\(pair)' is no label; write --key venue=binance,asset=BTC")
        }
        return (String(parts[0]), String(parts[1]))
      })
  }
}
