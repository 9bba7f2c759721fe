// Short ways to check a text, for the tests of meaning.
import Columns
import Diagnostics
import Language
import Quantities

/// The series of the fixture most behaviours are stated with.
let fixtureSeries = """
  series oi : gauge USD by symbol every 1m stale 30s
  series reserve : gauge USD by symbol every 10m stale 30m
  series depth : gauge USD by symbol every 1m stale 30s

  """

/// Checks one file of rules.
func checked(_ text: String, _ context: CheckingContext = CheckingContext()) -> CheckedProgram {
  check([parse(SourceText(name: "rules.brink", text: text))], in: context)
}

/// Everything said about a file of rules, as drawn.
func told(_ text: String, _ context: CheckingContext = CheckingContext()) -> String {
  checked(text, context).diagnostics.map { $0.drawing(.plain) }.joined(separator: "\n")
}

/// The codes said about a file of rules, in order.
func codes(_ text: String, _ context: CheckingContext = CheckingContext()) -> [String] {
  checked(text, context).diagnostics.map(\.code)
}

/// The codes of errors only.
func errors(_ text: String, _ context: CheckingContext = CheckingContext()) -> [String] {
  checked(text, context).diagnostics.filter(\.isError).map(\.code)
}
