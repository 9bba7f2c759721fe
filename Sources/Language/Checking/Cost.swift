// What a rule costs before it runs: samples that must be held, times the keys it is held for.
package import Diagnostics
import Quantities

/// The static cost of a program, rule by rule.
package struct CostReport: Sendable {
  /// The samples a rule may hold at once; beyond it the rule is refused.
  package static let sampleLimit = 500_000_000.0

  /// One rule's cost.
  package struct Rule: Sendable {
    package let name: String
    /// Samples held at once over all keys.
    package let samples: Double
    /// The part that costs the most.
    package let dominant: Factor?
    let place: Place
  }

  /// One window or value of a rule.
  package struct Factor: Sendable {
    package let text: String
    package let samplesPerKey: Double
    package let keys: Double
    /// True where the keys were counted in the data, not estimated.
    package let isCounted: Bool

    /// True where the samples are ticks of the rule's grid.
    let countsTicks: Bool

    /// Samples held at once over all keys.
    package var samples: Double { samplesPerKey * keys }

    /// What makes it cheaper.
    var remedies: [String] {
      var found = ["shorten its window"]
      if countsTicks { found.append("lengthen the rule's `every`") }
      if keys > 1 { found.append("reduce its keys first with `… over …`") }
      return found
    }
  }

  package let rules: [Rule]

  /// Samples that all rules hold at once.
  package var samples: Double { rules.reduce(0) { $0 + $1.samples } }

  /// One error for each rule above the limit, naming the factor and what to do.
  package var refusals: [Diagnostic] {
    rules.filter { $0.samples > Self.sampleLimit }.map { rule in
      let held = shortCount(rule.samples)
      let limit = shortCount(Self.sampleLimit)
      var diagnostic = Diagnostic(
        "E0610", .error, "`\(rule.name)` would hold \(held) samples at once, above the limit of"
          + " \(limit)", at: rule.place)
      if let factor = rule.dominant {
        let each = shortCount(factor.samplesPerKey)
        let noun = factor.keys == 1 ? "key" : "keys"
        let keys = "\(shortCount(factor.keys)) \(noun)\(factor.isCounted ? " of the data" : "")"
        diagnostic.notes.append("most of it is `\(factor.text)`: \(each) samples × \(keys)")
        diagnostic.suggestions.append(
          Suggestion(factor.remedies.joined(separator: ", or ")))
      }
      return diagnostic
    }
  }
}

/// The static cost of every alert, record, label and bare expression of a program.
package func cost(of program: CheckedProgram, in context: CheckingContext) -> CostReport {
  var rules: [CostReport.Rule] = []
  for alert in program.alerts {
    let conditions = alert.levels.flatMap { [$0.trigger] + ($0.until.map { [$0] } ?? []) }
    let meter = CostMeter(context: context, grid: alert.every ?? context.every)
    rules.append(meter.rule(alert.name, conditions, .source(alert.source, alert.range)))
  }
  for record in program.records {
    let meter = CostMeter(context: context, grid: context.every)
    rules.append(meter.rule(record.name, [record.value], .source(record.source, record.range)))
  }
  for label in program.labels {
    let meter = CostMeter(context: context, grid: context.every)
    rules.append(meter.rule(label.name, [label.condition], .source(label.source, label.range)))
  }
  for value in program.expressions {
    let meter = CostMeter(context: context, grid: context.every)
    rules.append(meter.rule(value.text, [value], .source(value.source, value.range)))
  }
  return CostReport(rules: rules)
}

/// A count for people: `15.77B`, `2016`.
private func shortCount(_ count: Double) -> String {
  for (name, size) in [("B", 1e9), ("M", 1e6)] where count >= size {
    return rounded(count / size, digits: 4) + name
  }
  return rounded(count, digits: 6)
}

/// Adds up what the parts of a rule hold.
private struct CostMeter {
  let context: CheckingContext
  let grid: TimeSpan

  func rule(_ name: String, _ conditions: [CheckedExpression], _ place: Place) -> CostReport.Rule {
    var factors: [String: CostReport.Factor] = [:]
    for condition in conditions {
      condition.forEachPart { part in
        guard let factor = factor(part) else { return }
        var place = factor.text
        part.forEachSeries { place += " " + $0.schema.name }
        factors[place] = factor
      }
    }
    let all = factors.values.sorted { ($0.samples, $1.text) > ($1.samples, $0.text) }
    return CostReport.Rule(
      name: name, samples: all.reduce(0) { $0 + $1.samples }, dominant: all.first, place: place)
  }

  private func factor(_ part: CheckedExpression) -> CostReport.Factor? {
    switch part.kind {
    case .series(let reference), .age(let reference): return factor(part, 1, reference)
    case .window(_, let window):
      let reach = Double((window.width + window.shift).nanoseconds)
      switch window.content {
      case .samples(let reference):
        return factor(part, samples(of: reference, within: reach), reference)
      case .ticks(let inner): return ticks(part, reach, inner)
      }
    case .past(let inner, let shift): return ticks(part, Double(shift.nanoseconds), inner)
    default: return nil
    }
  }

  /// The samples of one label set in a span of time: as dense as the data, else as its cadence.
  private func samples(of reference: SeriesReference, within reach: Double) -> Double {
    guard let count = context.counts[reference.schema.name] else {
      return max(1, reach / Double(max(1, reference.schema.every.nanoseconds)))
    }
    let all = Double(count.samples) / Double(max(1, count.tracks))
    guard count.span > .zero else { return max(1, all) }
    return min(max(1, all), max(1, (all - 1) * reach / Double(count.span.nanoseconds)))
  }

  private func ticks(_ part: CheckedExpression, _ reach: Double, _ inner: CheckedExpression)
    -> CostReport.Factor
  {
    var widest: SeriesReference?
    var seen = 0.0
    inner.forEachSeries { reference in
      if reference.schema.keys.count > widest?.schema.keys.count ?? -1 { widest = reference }
      seen = max(seen, Double(context.counts[reference.schema.name]?.span.nanoseconds ?? 0))
    }
    // No window holds more ticks than its series live.
    let held = context.counts.isEmpty ? reach : min(reach, seen)
    return factor(part, max(1, held / Double(max(1, grid.nanoseconds))), widest, ofTicks: true)
  }

  private func factor(
    _ part: CheckedExpression, _ samples: Double, _ reference: SeriesReference?,
    ofTicks: Bool = false
  ) -> CostReport.Factor {
    let counted = reference.flatMap { context.counts[$0.schema.name]?.tracks }
    let keys = counted.map(Double.init) ?? estimated(reference?.schema.keys ?? [])
    return CostReport.Factor(
      text: part.text, samplesPerKey: samples, keys: max(1, keys), isCounted: counted != nil,
      countsTicks: ofTicks)
  }

  /// How many label sets the market has, where no data says so: a symbol implies its asset.
  private func estimated(_ keys: [String]) -> Double {
    var product = 1.0
    for key in keys {
      switch key {
      case "venue": product *= 5
      case "symbol": product *= 100
      case "asset": product *= keys.contains("symbol") ? 1 : 50
      default: product *= 10
      }
    }
    return product
  }
}
