// brink query
import ArgumentParser
import Sessions

/// Prints the values of an expression.
struct Query: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "Prints an expression's values, one row per tick and key.",
    discussion: """
      Examples:
        brink query 'oi_usd / price -> coin' --data exports/ --last
        brink query 'sum(oi) over symbol / reserve' --data Samples/stress-day --plot
      """)

  @Argument(help: "An expression of the rule language.")
  var expression: String

  @OptionGroup var data: DataFlags
  @OptionGroup var talk: TalkFlags

  @Option(help: "Rule files whose names the expression may use. Repeatable.")
  var rules: [String] = []

  @Option(help: "table, csv, tsv, json, jsonl, line or md; csv unless on a terminal.")
  var format: OutputFormat?

  @Flag(help: "Only the newest tick.")
  var last = false

  @Flag(help: "A chart in the terminal instead of rows.")
  var plot = false

  func run() {
    var options = QueryOptions()
    options.isNewestOnly = last
    options.isChart = plot
    let talk = talk.talk(format)
    talk.leave(talk.query(expression, data.request(rules: rules), options))
  }
}
