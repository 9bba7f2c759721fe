// The static cost of rules in words.
import Language
import Quantities

extension CostReport {
  /// The samples each rule may hold, with the factor that dominates.
  var text: String {
    guard !rules.isEmpty else { return "no rules\n" }
    var out = "static cost: \(count(samples)) samples held at most\n"
    for rule in rules {
      out += "  \(rule.name): \(count(rule.samples))"
      if let factor = rule.dominant {
        let origin = factor.isCounted ? "" : " assumed"
        out += ", most of it `\(factor.text)`: \(count(factor.samplesPerKey)) samples × "
        out += "\(count(factor.keys))\(origin) keys"
      }
      out += "\n"
    }
    return out
  }

  private func count(_ samples: Double) -> String {
    Quantity(base: samples, unit: .ratio).readable
  }
}
