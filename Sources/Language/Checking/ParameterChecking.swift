// Parameters: constants with a unit, their tables, and what the command line puts in their place.
import Diagnostics
import Quantities

extension Checker {
  /// Checks a parameter the first time it is needed; nil after an error.
  func checkedParameter(_ definition: Definition) -> CheckedParameter? {
    guard case .parameter(let item) = definition.kind else { return nil }
    switch definition.progress {
    case .done: return definition.parameter
    case .running:
      tell(
        problem("E0204", "the parameter `\(definition.name.value)` is defined through itself",
          at: definition.name.range))
      return nil
    case .waiting: break
    }
    definition.progress = .running
    let parameter = inScope(Scope(definition)) { fromFile(item) }
    definition.parameter = parameter.map { overridden($0, definition) }
    definition.progress = .done
    return definition.parameter
  }

  private func fromFile(_ item: ParamItem) -> CheckedParameter? {
    let wanted = item.unit.map { Wanted(unit: $0.value, isAnnotation: true) }
    let value = parameterValue(item.value, wanted)
    let model = value.map { Wanted(unit: $0.unit, isAnnotation: wanted != nil) } ?? wanted
    var entries: [(label: String, entry: CheckedParameter.Entry)] = []
    for (key, expression) in item.entries {
      let entry = parameterValue(expression, model)
      guard let entry, !entries.contains(where: { $0.label == key.value }) else { continue }
      entries.append((key.value, CheckedParameter.Entry(value: entry.value, origin: .file)))
    }
    if let key = item.key, !knownKeys.contains(key.value) {
      tell(misspelt("E0406", "no series has a key `\(key.value)`", key, knownKeys))
      return nil
    }
    guard let value else { return nil }
    return CheckedParameter(
      name: item.name.value, unit: value.unit,
      fallback: CheckedParameter.Entry(value: value.value, origin: .file),
      key: item.key?.value, entries: entries)
  }

  /// The unit a value of a parameter must have.
  private struct Wanted {
    let unit: Unit
    let isAnnotation: Bool
  }

  private func parameterValue(_ expression: Expression, _ wanted: Wanted?) -> (
    value: Double, unit: Unit
  )? {
    let operand = quantity(expression)
    guard !operand.isInvalid else { return nil }
    guard let value = constantValue(of: operand.expression) else {
      var readsData = false
      operand.expression.forEachSeries { _ in readsData = true }
      let text = operand.expression.text
      tell(
        readsData
          ? problem("E0701", "a parameter is a constant; `\(text)` depends on data",
            at: expression.range
          ).noting("name a value that varies with `let`")
          : problem("E0701", "`\(text)` has no value: it divides by zero, takes a root or logarithm"
            + " that does not exist, or is beyond the range of numbers", at: expression.range))
      return nil
    }
    guard let wanted else { return (value, operand.expression.unit ?? .ratio) }
    guard let unit = fittingUnit(operand, wanted) else { return nil }
    return (value, unit)
  }

  private func fittingUnit(_ operand: Operand, _ wanted: Wanted) -> Unit? {
    if operand.bare != nil {
      let model = Operand(constant(0, wanted.unit, operand.expression.range))
      let meeting = Meeting(verb: "give", code: "E0311", range: operand.expression.range)
      guard wanted.unit.dimension.isRatio || wanted.unit.dimension == .usd else {
        tell(
          problem("E0303", "\(operand.expression.text) needs its unit, as in"
            + " `\(operand.expression.text) \(wanted.unit.text)`", at: operand.expression.range))
        return nil
      }
      return adopted(operand, from: model, wanted.unit, meeting)?.expression.unit
    }
    guard operand.dimension == wanted.unit.dimension else {
      tell(unfitting(operand, wanted))
      return nil
    }
    return operand.expression.unit
  }

  private func unfitting(_ operand: Operand, _ wanted: Wanted) -> Diagnostic {
    let text = operand.expression.text
    let cause = wanted.isAnnotation ? "its annotation asks for" : "its other values are"
    let other = wanted.isAnnotation ? "the annotation" : "the others"
    let told = problem(
      "E0311", "`\(text)` is \(operand.dimension?.phrase ?? ""); \(cause)"
        + " \(wanted.unit.dimension.phrase)", at: operand.expression.range
    ).noting(aligned(operand, other, wanted.unit.dimension))
    guard let literal = operand.literal, wanted.unit.dimension != .time else { return told }
    let number = literal.digits + (literal.magnitude ?? "")
    let unit = wanted.unit.text
    let fix = wanted.unit.touchesNumber ? number + unit : "\(number) \(unit)"
    return told.suggesting(
      Suggestion("write `\(fix)` if that is meant", replacing: operand.expression.range, with: fix))
  }

  // MARK: - The command line

  /// The parameter after every `--set` that names it, left to right.
  private func overridden(_ parameter: CheckedParameter, _ definition: Definition)
    -> CheckedParameter
  {
    guard !context.overrides.isEmpty else { return parameter }
    var result = parameter
    let names = overrideNames(definition)
    for override in context.overrides where names.contains(override.name) {
      let source = overrideSource(override)
      let setting = Scope(module: Module(), source: source)
      let entry = inScope(setting) { overrideEntry(override, parameter) }
      guard let entry else { continue }
      var entries = result.entries
      var fallback = result.fallback
      if let key = override.key {
        guard parameter.key != nil else {
          tell(tableProblem(override, parameter, source))
          continue
        }
        entries.removeAll { $0.label == key }
        entries.append((key, entry))
      } else {
        entries = []
        fallback = entry
      }
      result = CheckedParameter(
        name: result.name, unit: result.unit, fallback: fallback, key: result.key,
        entries: entries)
    }
    return result
  }

  /// The names under which the command line may set a parameter.
  private func overrideNames(_ definition: Definition) -> Set<String> {
    var names: Set<String> = []
    for module in rootModules {
      for (name, other) in module.definitions where other === definition { names.insert(name) }
    }
    return names
  }

  private func overrideEntry(_ override: ParameterOverride, _ parameter: CheckedParameter)
    -> CheckedParameter.Entry?
  {
    let source = scope.source
    let whole = SourceRange(0, source.bytes.count)
    let start = source.bytes.count - override.value.utf8.count
    let range = SourceRange(start, source.bytes.count)
    let (expression, mistakes) = parseExpression(source, in: range)
    mistakes.forEach(tell)
    guard !mistakes.hasErrors else { return nil }
    let operand = quantity(expression)
    guard !operand.isInvalid else { return nil }
    guard let value = constantValue(of: operand.expression) else {
      tell(problem("E0703", "`--set` takes one constant value", at: range))
      return nil
    }
    let fits =
      operand.dimension == parameter.unit.dimension
      || (operand.bare != nil && parameter.unit.dimension == .usd)
    guard fits else {
      let words = operand.bare == nil ? operand.dimension?.phrase ?? "" : "a plain number"
      var diagnostic = problem(
        "E0704", "`--set \(source.slice(whole))`: \(override.value) is \(words), the parameter"
          + " `\(parameter.name)` is \(parameter.unit.dimension.phrase)", at: range)
      let own = Quantity(base: parameter.fallback.value, unit: parameter.unit).description
      diagnostic.notes.append("the file says \(parameter.name) = \(own)")
      tell(diagnostic)
      return nil
    }
    return CheckedParameter.Entry(value: value, origin: .commandLine)
  }

  private func tableProblem(
    _ override: ParameterOverride, _ parameter: CheckedParameter, _ source: SourceText
  ) -> Diagnostic {
    Diagnostic(
      "E0702", .error,
      "`\(parameter.name)` has no `per` table, so it has no entry `\(override.key ?? "")`; set the"
        + " whole with `--set \(parameter.name)=\(override.value)`",
      at: .source(source, SourceRange(0, source.bytes.count)))
  }

  private func overrideSource(_ override: ParameterOverride) -> SourceText {
    let key = override.key.map { "[\($0)]" } ?? ""
    return SourceText(name: "--set", text: "\(override.name)\(key)=\(override.value)")
  }

  /// Overrides that name no parameter at all.
  func checkOverrides() {
    var names: Set<String> = []
    var others: Set<String> = []
    for module in rootModules {
      for (name, definition) in module.definitions {
        if definition.word == "param" { names.insert(name) } else { others.insert(name) }
      }
    }
    for override in context.overrides where !names.contains(override.name) {
      let source = overrideSource(override)
      let cause =
        others.contains(override.name)
        ? "`\(override.name)` is not a param and cannot be set"
        : "the rules have no param `\(override.name)`" + didYouMean(override.name, names)
      program.diagnostics.append(
        Diagnostic(
          "E0702", .error, cause,
          at: .source(source, SourceRange(0, override.name.utf8.count))))
    }
  }
}
