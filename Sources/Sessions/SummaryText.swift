// The closing words of a run, for standard error.
import Language
import Quantities
import Sinks

extension RunSummary {
  /// Rows, rejects, duplicates, late rows; keys, ticks; the unknown share of each rule.
  var text: String {
    var out = "read \(grouped(rows)) rows"
    let counts = [
      (rejectedRows, "rejected"), (rejectedCells, "cells rejected"), (duplicates, "duplicated"),
      (late, "late"),
    ]
    for (count, word) in counts where count > 0 { out += ", \(grouped(count)) \(word)" }
    out += "; \(grouped(keys)) \(keys == 1 ? "identity" : "identities")"
    out += ", \(grouped(ticks)) \(ticks == 1 ? "tick" : "ticks")\n"
    for (rule, share) in unknownShares where share > 0 {
      out += "  \(rule): \(fixed(share * 100, 1))% unknown\n"
    }
    return out
  }
}

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
