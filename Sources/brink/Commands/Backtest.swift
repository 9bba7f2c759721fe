// brink backtest
import ArgumentParser
import Sessions

/// Scores alerts against labels.
struct Backtest: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backtest",
    abstract: "Scores alerts against labels: precision, recall, lead, with the counts behind them.",
    discussion: """
      Example:
        brink backtest Rules/exhaustion.brink --data Samples/stress-day
      """)

  @Argument(help: "Rule files, or directories of them.")
  var rules: [String]

  @Option(help: "Score the backtests of this alert only.")
  var name: String?

  @OptionGroup var data: DataFlags
  @OptionGroup var talk: TalkFlags

  func run() {
    let talk = talk.talk(.text)
    talk.leave(talk.backtest(data.request(rules: rules), named: name))
  }
}
