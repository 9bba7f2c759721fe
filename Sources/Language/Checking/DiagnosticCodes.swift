// The one table of what a check can say: stable codes, titles, explanations.

/// A code of a diagnostic as `brink reference` prints it.
package struct DiagnosticCode: Sendable, Equatable {
  /// `E0301`, `L001`: never reused for another meaning.
  package let code: String
  /// A few words, as a heading.
  package let title: String
  /// What causes it and what to do, in a sentence or three.
  package let explanation: String

  package init(_ code: String, _ title: String, _ explanation: String) {
    self.code = code
    self.title = title
    self.explanation = explanation
  }
}

/// Every code the checker can give, sorted by code: errors first, then lints.
package let checkingCodes: [DiagnosticCode] =
  nameCodes + unitCodes + keyCodes + windowCodes + ruleCodes + parameterCodes + lintCodes

/// The code an editor, a log or a person looks up, or nil.
package func checkingCode(_ code: String) -> DiagnosticCode? {
  checkingCodes.first { $0.code == code }
}

private let nameCodes: [DiagnosticCode] = [
  DiagnosticCode(
    "E0201", "unknown name",
    "No series, let, param, fn or key has this name. The nearest names are offered; a column the "
      + "catalogue does not know is declared with a `series` item."),
  DiagnosticCode(
    "E0202", "name defined twice",
    "A name means one thing in a file. Rename one of the two."),
  DiagnosticCode(
    "E0203", "name already taken",
    "A let, param, fn or record may not hide a series or an imported name, nor a fn a built-in "
      + "function: a reader would not know which one is meant."),
  DiagnosticCode(
    "E0204", "definition uses itself",
    "Lets and functions are put in place where they are used, so none may need itself, directly "
      + "or through others."),
  DiagnosticCode(
    "E0205", "unknown function", "No built-in and no fn of the file has this name."),
  DiagnosticCode(
    "E0206", "wrong number of arguments", "The function takes another number of arguments."),
  DiagnosticCode(
    "E0207", "not a value",
    "The name is a function, a key or a text and stands where a value is needed. A key is a value "
      + "only beside `in`, `==` and `!=`."),
  DiagnosticCode(
    "E0208", "not a label test",
    "`in { … }`, and `==` with a label value, test a label key such as `symbol`."),
  DiagnosticCode(
    "E0209", "expression too large",
    "With every let and fn in place, one expression may have 20 000 parts and be 256 deep."),
  DiagnosticCode(
    "E0210", "hole", "`?` asks the shell what fits in its place; this is the answer."),
  DiagnosticCode(
    "E0211", "metric of a book that is not there",
    "The metric is measured of order books while they are loaded, and the data has none, or less "
      + "of them than it takes: best quotes where levels are needed."),
  DiagnosticCode(
    "E0212", "argument out of range",
    "Arguments of a metric of books are fixed before the run, within bounds, and words are of a "
      + "short list."),
]

private let unitCodes: [DiagnosticCode] = [
  DiagnosticCode(
    "E0301", "comparison of different units",
    "Both sides of a comparison must be the same kind of quantity: USD with USD, coin with coin."),
  DiagnosticCode(
    "E0302", "sum of different units",
    "Only quantities of one kind add, subtract, replace or bound each other."),
  DiagnosticCode(
    "E0303", "number without its unit",
    "A bare number takes the other side's unit only where that is USD or a plain ratio. Beside "
      + "coin, contract, time, prices and rates it must be written with its unit."),
  DiagnosticCode(
    "E0304", "minutes for millions",
    "Case matters: `5m` is five minutes, `5M` is five millions."),
  DiagnosticCode(
    "E0305", "rate without a period",
    "Funding, borrow rates and flows are per time: write the period, as in `0.01%/8h`."),
  DiagnosticCode(
    "E0306", "conversion to another kind of unit",
    "`->` changes the unit of a quantity, never its kind: coin become USD by a price."),
  DiagnosticCode(
    "E0307", "condition where a quantity is needed",
    "Yes and no cannot be added or compared. Use `if … then … else …`, `and`, `or`, `not`."),
  DiagnosticCode(
    "E0308", "quantity where a condition is needed",
    "`when`, `until`, `and`, `or`, `not` and `if` take conditions: compare the quantity."),
  DiagnosticCode(
    "E0309", "square root of an odd unit",
    "A square root halves the exponents of the unit, so each must be even."),
  DiagnosticCode(
    "E0310", "argument of the wrong unit",
    "The function works on another kind of quantity, such as a plain ratio."),
  DiagnosticCode(
    "E0311", "value against its annotation",
    "The unit written after the colon is not the unit of the value."),
  DiagnosticCode(
    "E0312", "exponent out of range", "Powers go from 1 to 16, and the exponents of a unit to 32."),
  DiagnosticCode(
    "E0314", "format of another unit",
    "The format of an interpolation asks for a unit the value does not have."),
]

private let keyCodes: [DiagnosticCode] = [
  DiagnosticCode(
    "E0401", "keys that do not join",
    "Values join on equal keys, and a value with fewer keys is repeated for one with more. Where "
      + "neither has all keys of the other, reduce one of them with `… over key`."),
  DiagnosticCode(
    "E0402", "rule with too few keys",
    "A rule has one state per value of its `by` keys, so its conditions may not vary by others."),
  DiagnosticCode(
    "E0403", "reduction over an absent key", "`over` names keys the value has."),
  DiagnosticCode(
    "E0404", "coins of different assets",
    "One BTC and one ETH are not two of anything. Keep `asset` or `symbol`, or add USD."),
  DiagnosticCode(
    "E0405", "contracts of different symbols",
    "Contracts differ in size from symbol to symbol. Keep `symbol`, or add USD."),
  DiagnosticCode(
    "E0406", "table by an absent key",
    "A parameter with a `per K` table is used where a value varies by K."),
  DiagnosticCode(
    "E0407", "label of an absent key",
    "A selection, a label test or `{key}` in a message names a key that the value or rule has."),
  DiagnosticCode(
    "E0408", "rule by a key nothing carries",
    "An identity exists once a series that carries all of the rule's keys has a row."),
  DiagnosticCode(
    "E0409", "nothing to reduce", "The value has no keys left to reduce."),
]

private let windowCodes: [DiagnosticCode] = [
  DiagnosticCode(
    "E0501", "event without a window",
    "An event series has no value at a moment: sum it over a window, as in `sum(liq_usd[5m])`."),
  DiagnosticCode(
    "E0502", "sum of a gauge",
    "The sum of a gauge's samples depends on how often it is sampled. Use `avg(x[w])`, or "
      + "`twavg(x[w]) * w` for value times time."),
  DiagnosticCode(
    "E0503", "window outside a statistic",
    "`x[1h]` is many values: give it to a statistic such as `avg`, `max` or `rate`."),
  DiagnosticCode(
    "E0504", "statistic without a window",
    "The function needs a window: `std(x[1h])`."),
  DiagnosticCode(
    "E0505", "qualifiers that contradict each other",
    "Brackets hold one width, at most one of each other qualifier, and `next` alone."),
  DiagnosticCode(
    "E0506", "look ahead outside a label",
    "`[next D]` knows the future. Only a `label` may use it; a rule cannot."),
  DiagnosticCode(
    "E0507", "statistic of the wrong kind of series",
    "Rates, falls and time-weighted means make sense for gauges, sums for events."),
  DiagnosticCode(
    "E0508", "age of a computed value",
    "Only stored series have an age and an age limit."),
  DiagnosticCode(
    "E0509", "quantile out of range", "The q of a quantile is a number from 0 to 1."),
  DiagnosticCode(
    "E0510", "span out of range",
    "Widths, shifts and limits are above zero and at most 10 years."),
]

private let ruleCodes: [DiagnosticCode] = [
  DiagnosticCode(
    "E0601", "two rules of one name", "The name is a rule's identity and unique in a run."),
  DiagnosticCode(
    "E0605", "backtest of what is not there",
    "A backtest names an alert and a label of the same run, and known report columns."),
  DiagnosticCode(
    "E0606", "test that cannot run",
    "A `given` names a series and its keys, an `expect` names a rule and an outcome."),
  DiagnosticCode(
    "E0607", "message that cannot be read",
    "Braces in a message hold one expression with an optional format; `{{` writes a brace."),
  DiagnosticCode(
    "E0608", "impossible series",
    "A series' cadence and limits are above zero; one name is declared one way."),
  DiagnosticCode(
    "E0610", "rule that costs too much",
    "Windows are held in memory for every key. The diagnostic names the part that costs the most: "
      + "shorten its window, or reduce its keys first."),
]

private let parameterCodes: [DiagnosticCode] = [
  DiagnosticCode(
    "E0701", "parameter that is not constant",
    "A parameter is a number known before any data is read; use `let` for what varies."),
  DiagnosticCode(
    "E0702", "override of an unknown parameter",
    "`--set` names a param of the rules; `NAME[LABEL]` one with a `per` table."),
  DiagnosticCode(
    "E0703", "override that cannot be read", "`--set NAME=VALUE` takes one constant value."),
  DiagnosticCode(
    "E0704", "override of another unit",
    "`--set` cannot change what kind of quantity a parameter is."),
  DiagnosticCode(
    "E0706", "import that cannot be read", "The file is missing, unreadable or has errors."),
  DiagnosticCode(
    "E0707", "import cycle", "Files may not import each other in a circle."),
]

private let lintCodes: [DiagnosticCode] = [
  DiagnosticCode(
    "L001", "threshold on a quotient",
    "`a / b > c` is unknown where b is zero, which may be the worst case; `a > c * b` is total."),
  DiagnosticCode(
    "L002", "condition that never changes",
    "The comparison has the same answer at every tick."),
  DiagnosticCode(
    "L003", "series not in the data",
    "The rule reads a series that the given data does not bring; it will be unknown throughout."),
  DiagnosticCode(
    "L004", "samples denser than ticks",
    "Samples between two ticks are not looked at; a window statistic such as `max(x[1m])` is."),
  DiagnosticCode(
    "L005", "hold shorter than the cadence",
    "No series of the condition can change within the hold, so it only delays."),
  DiagnosticCode(
    "L006", "noisy threshold without until",
    "The alert fires and clears at the same threshold without a hold, so noise makes it flap."),
  DiagnosticCode(
    "L007", "unused definition", "Nothing uses the let, param or fn."),
  DiagnosticCode(
    "L008", "expired exception", "The date of the exception has passed; it silences nothing."),
  DiagnosticCode(
    "L009", "level that is never shown",
    "A later level holds whenever this one does, so this one is never the highest."),
  DiagnosticCode(
    "L010", "alert without a name",
    "Numbered names change when rules move, and identities with them. Name it."),
  DiagnosticCode(
    "L011", "age limit within the lag",
    "A row is first seen `lag` after its time; with `stale` no longer than that it is never "
      + "known."),
  DiagnosticCode(
    "L012", "snooze that does nothing",
    "A `# brink: allow CODE until DATE` comment has expired or names no lint."),
  DiagnosticCode(
    "L013", "plain parameter beside a scale",
    "A parameter without a unit is a plain ratio: 20 is twenty times, not 20bps or 20%."),
]
