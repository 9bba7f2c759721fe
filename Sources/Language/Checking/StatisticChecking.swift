// Statistics of windows: what each takes, and the unit it gives.
import Columns
import Diagnostics
import Functions
import Quantities

extension Checker {
  /// `f(x[w])`, once the window is known.
  func statistic(_ statistic: WindowStatistic, _ operand: Operand, _ site: CallSite) -> Operand {
    let range = site.range
    guard let window = operand.window, !operand.isInvalid else { return invalid(range) }
    guard site.arguments.count == (statistic == .quantile ? 2 : 1) else {
      let wanted = statistic == .quantile ? "2 arguments (x[w], q)" : "1 argument"
      return fail(countProblem(site, wanted), range)
    }
    var quantile: Double?
    if statistic == .quantile {
      guard let q = quantileLevel(site.arguments[1]) else { return invalid(range) }
      quantile = q
    }
    guard let content = content(of: operand, statistic, site) else { return invalid(range) }
    let unit = statisticUnit(statistic, operand.expression)
    let result = Window(
      content: content, width: window.width, shift: window.shift, coverage: window.coverage,
      looksAhead: window.looksAhead, quantile: quantile)
    return built(
      CheckedExpression(
        .window(statistic, result), type: .quantity(unit.dimension), unit: unit,
        keys: operand.keys, range: range, source: scope.source), from: [operand])
  }

  private func quantileLevel(_ expression: Expression) -> Double? {
    let operand = quantity(expression)
    if operand.isInvalid { return nil }
    guard operand.dimension == .ratio, let q = constantValue(of: operand.expression) else {
      tell(
        problem("E0509", "the q of a quantile is a constant from 0 to 1, such as `0.9` or `90%`",
          at: expression.range))
      return nil
    }
    guard (0...1).contains(q) else {
      let fix = operand.expression.text + "%"
      let told = problem(
        "E0509", "the q of a quantile lies between 0 and 1", at: expression.range)
      let isPercent = operand.bare != nil && (0...100).contains(q)
      tell(
        isPercent
          ? told.suggesting(Suggestion("write `\(fix)`", replacing: expression.range, with: fix))
          : told)
      return nil
    }
    return q
  }

  private func content(
    of operand: Operand, _ statistic: WindowStatistic, _ site: CallSite
  ) -> Window.Content? {
    var inner = operand
    inner.window = nil
    if let reference = operand.series {
      guard suits(statistic, reference.schema.kind, inner, site) else { return nil }
      return .samples(reference)
    }
    let value = quantity(settled(inner))
    guard !value.isInvalid, suits(statistic, .gauge, value, site) else { return nil }
    return .ticks(value.expression)
  }

  private func suits(
    _ statistic: WindowStatistic, _ kind: SeriesKind, _ operand: Operand, _ site: CallSite
  ) -> Bool {
    let text = operand.expression.text
    let width = site.arguments.first.map { scope.source.oneLine($0.range) } ?? text
    switch (statistic, kind) {
    case (.sum, .gauge), (.sum, .counter):
      var diagnostic = problem(
        "E0502", "the sum of the samples of `\(base(of: text))` depends on how often it is"
          + " sampled; only events are summed over a window", at: site.range)
      let fix = kind == .counter ? "change(\(width))" : "avg(\(width))"
      diagnostic.suggestions.append(
        Suggestion("write `\(fix)`", replacing: site.range, with: fix))
      tell(diagnostic)
      return false
    case (.twavg, .event), (.change, .event), (.drop, .event), (.vol, .event), (.slope, .event):
      let fix = "sum(\(width))"
      tell(
        problem("E0507", "`\(statistic.rawValue)` is for values that hold between samples;"
          + " `\(base(of: text))` is an event series", at: site.range
        ).suggesting(Suggestion("write `\(fix)`", replacing: site.range, with: fix)))
      return false
    default: return true
    }
  }

  /// The text before its brackets.
  private func base(of text: String) -> String {
    text.hasSuffix("]") ? String(text.prefix { $0 != "[" }) : text
  }

  private func statisticUnit(_ statistic: WindowStatistic, _ inner: CheckedExpression) -> Unit {
    let unit = inner.unit ?? .ratio
    switch statistic {
    case .count: return .ratio
    case .drop, .vol: return .percent
    case .rate, .slope: return perSecond(unit)
    default: return unit
    }
  }

  private func perSecond(_ unit: Unit) -> Unit {
    let dimension = unit.dimension / .time
    if unit.dimension.isRatio || unit.dimension == .time { return Unit.base(of: dimension) }
    return Unit(parsing: unit.text + "/s") ?? Unit.base(of: dimension)
  }

  /// A wrong number of arguments.
  func countProblem(_ site: CallSite, _ wanted: String) -> Diagnostic {
    let count = site.arguments.count
    let given = count == 0 ? "none is" : count == 1 ? "1 is" : "\(count) are"
    let told = problem(
      "E0206", "`\(site.name.value)` takes \(wanted); \(given) given", at: site.range)
    if let definition = scope.module.definitions[site.name.value] {
      return told.noting("it is defined at \(definition.place)")
    }
    guard let declaration = FunctionCatalogue.function(named: site.name.value) else { return told }
    return told.noting("it is `\(declaration.signature)`: \(declaration.summary)")
  }
}
