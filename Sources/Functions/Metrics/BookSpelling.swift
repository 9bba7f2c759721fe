// How calls of metrics of books are spelled: canonical names, short forms, and what they may say.
import Columns
import Quantities

extension BookMetrics {
  /// The name of the series a call gives: the call as it reads back, without trailing words that
  /// say nothing.
  package static func spelling(of function: MetricFunction, _ numbers: [Double]) -> String {
    var words: [String] = []
    for (parameter, number) in zip(function.parameters, numbers) {
      words.append(text(of: number, as: parameter))
    }
    while let last = words.last, ["both", "USD"].contains(last) { words.removeLast() }
    return words.isEmpty
      ? function.name : "\(function.name)(\(words.joined(separator: ", ")))"
  }

  static func text(of number: Double, as parameter: MetricParameter) -> String {
    if case .word(let words) = parameter.kind { return words[Int(number)] }
    let unit = parameter.unit ?? .ratio
    if unit.dimension == .time, number < 9e9 {
      return TimeSpan(nanoseconds: Int64((number * 1e9).rounded())).literal
    }
    if unit == .percent, number < 0.01, let text = whole(number * 1e4) { return text + "bps" }
    if unit.dimension == .usd {
      for (letter, size) in [("B", 1e9), ("M", 1e6), ("k", 1e3)] where number >= size {
        if let text = whole(number / size) { return "\(text)\(letter) \(unit.text)" }
      }
    }
    return Quantity(base: number, unit: unit).description
  }

  /// A number without a fraction, but for the last digit a conversion may have lost.
  private static func whole(_ number: Double) -> String? {
    let rounded = number.rounded()
    return (rounded - number).magnitude < 1e-9 * rounded.magnitude ? "\(Int(rounded))" : nil
  }

  /// The short form of a call, as series of that name are loaded: `depth_1pct_ask`.
  package static func shortName(of function: MetricFunction, _ numbers: [Double]) -> String? {
    guard function.name == "depth", numbers.count == 3, numbers[2] == 0 else { return nil }
    let bps = numbers[0] * 1e4
    let band = bps >= 100 ? whole(bps / 100).map { $0 + "pct" } : whole(bps).map { $0 + "bps" }
    return band.map { "depth_\($0)" + ["", "_bid", "_ask", "_min"][Int(numbers[1])] }
  }

  /// The call a short form stands for: `depth_25bps_min` is `depth(25bps, min)`.
  package static func shortForm(_ name: String) -> (name: String, numbers: [Double])? {
    let parts = name.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.first == "depth", (2...3).contains(parts.count) else { return nil }
    let side = parts.count == 2 ? 0 : ["bid", "ask", "min"].firstIndex(of: parts[2]).map { $0 + 1 }
    let unit = parts[1].suffix(3)
    guard let side, unit == "bps" || unit == "pct", let size = Int(parts[1].dropLast(3)),
      (1...9_999).contains(size)
    else { return nil }
    let shift = unit == "bps" ? -4 : -2
    guard let band = decimalValue("\(size)", shift: shift), band < 1 else { return nil }
    return ("depth", [band, Double(side), 0])
  }

  /// What is wrong with the numbers of a call: which of them, and why; nil where nothing is.
  package static func complaint(
    about numbers: [Double], of function: MetricFunction
  ) -> (Int, String)? {
    for (place, parameter) in function.parameters.enumerated() {
      let number = numbers[place]
      switch parameter.name {
      case "x" where !(number > 0 && number < 1):
        return (place, "a band is above 0 and below 100%")
      case "w" where !(number > 0 && number <= 86_400):
        return (place, "a stretch of a book's past is above 0 s and at most a day")
      case "notional" where !(number > 0): return (place, "a notional is above 0 USD")
      case "levels", "level":
        guard number.rounded() != number || !(1...Double(levelLimit)).contains(number) else {
          continue
        }
        return (place, "`\(parameter.name)` is a whole number from 1 to \(levelLimit)")
      default: continue
      }
    }
    return nil
  }
}
