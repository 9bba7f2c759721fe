// Calls: which built-in is meant, and functions of the file put in place.
import Diagnostics
import Functions
import Quantities

/// A call as written, with the keys after `over`.
struct CallSite {
  let name: Spelled<String>
  let arguments: [Expression]
  let over: [Spelled<String>]?
  let range: SourceRange
}

extension Checker {
  /// `f(x) over keys`; only calls of statistics and reductions take `over`.
  func over(_ inner: Expression, _ keys: [Spelled<String>], _ range: SourceRange) -> Operand {
    guard case .call(let name, let arguments) = inner.kind else {
      let operand = raw(inner)
      if operand.isInvalid { return invalid(range) }
      var text = operand.expression.text
      if text.hasPrefix("("), text.hasSuffix(")"), case .parenthesized = inner.kind {
        text = String(text.dropFirst().dropLast())
      }
      let fix = "sum(\(text)) over \(keysText(keys))"
      return fail(
        problem("E0409", "`over` follows a reduction such as `sum(x)`; did you mean `\(fix)`?",
          at: range
        ).suggesting(Suggestion("write `\(fix)`", replacing: range, with: fix)), range)
    }
    return call(CallSite(name: name, arguments: arguments, over: keys, range: range))
  }

  /// `venue` or `(venue, symbol)`.
  func keysText(_ keys: [Spelled<String>]) -> String {
    keys.count == 1 ? keys[0].value : "(\(keys.map(\.value).joined(separator: ", ")))"
  }

  /// A call of any function.
  func call(_ site: CallSite) -> Operand {
    let name = site.name.value
    if let definition = scope.module.definitions[name],
      definition.word == "fn" || !FunctionNames.isBuiltIn(name)
    {
      return use(definition, site)
    }
    if name == "age" { return age(site) }
    guard FunctionNames.isBuiltIn(name) else {
      if let metric = MetricFunctions.function(named: name) {
        return bookMetric(metric, site) ?? self.metric(metric, site)
      }
      if let definition = standard(name) { return use(definition, site) }
      return fail(unknownFunction(site), site.range)
    }
    if name == "topk" { return topk(site) }
    if let scalar = ScalarFunction(rawValue: name), site.isScalar {
      return self.scalar(scalar, site)
    }
    guard let first = site.arguments.first else {
      return fail(countProblem(site, "an argument"), site.range)
    }
    let operand = raw(first)
    if operand.isInvalid {
      for argument in site.arguments.dropFirst() { _ = raw(argument) }
      return invalid(site.range)
    }
    return operand.window == nil ? overKeys(operand, site) : overTime(operand, site)
  }

  /// A statistic of a window, and with `over` the same reduction of it.
  private func overTime(_ operand: Operand, _ site: CallSite) -> Operand {
    let name = site.name.value
    guard let statistic = WindowStatistic(rawValue: name) else {
      return fail(
        problem("E0503", "`\(name)` takes a value at a moment, not a window; take a statistic"
          + " first, as in `\(name)(avg(\(windowText(operand))))`", at: site.range), site.range)
    }
    let value = self.statistic(statistic, operand, site)
    guard site.over != nil else { return value }
    guard let reduction = KeyReduction(rawValue: name) else {
      let inner = "\(name)(\(scope.source.oneLine(site.argumentsRange)))"
      let fix = "sum(\(inner)) over \(keysText(site.over ?? []))"
      return fail(
        problem("E0403", "`\(name)` does not reduce keys; did you mean `\(fix)`?", at: site.range)
          .suggesting(Suggestion("write `\(fix)`", replacing: site.range, with: fix)),
        site.range)
    }
    return reduced(reduction, value, site)
  }

  /// A reduction over keys of a value at the tick.
  private func overKeys(_ operand: Operand, _ site: CallSite) -> Operand {
    let name = site.name.value
    let text = operand.expression.text
    if let reference = operand.series, reference.schema.kind == .event {
      let width = (reference.schema.every * 5).literal
      let verb = WindowStatistic(rawValue: name) == nil ? "sum" : name
      let fix = "\(verb)(\(text)[\(width)])"
      return fail(
        problem("E0501", "`\(text)` is an event series: it has no value at a moment, only sums"
          + " over a window", at: operand.expression.range
        ).suggesting(Suggestion("write `\(fix)`", replacing: site.range, with: fix)), site.range)
    }
    guard let reduction = KeyReduction(rawValue: name) else {
      return fail(windowMissing(operand, site), site.range)
    }
    guard site.arguments.count == 1 else {
      return fail(countProblem(site, "1 argument"), site.range)
    }
    return reduced(reduction, quantity(settled(operand)), site)
  }

  private func windowMissing(_ operand: Operand, _ site: CallSite) -> Diagnostic {
    let text = operand.expression.text
    let fix = "\(grouped(operand.expression))[1h]"
    return problem(
      "E0504", "`\(site.name.value)` is a statistic of a window; did you mean"
        + " `\(site.name.value)(\(fix))`?", at: operand.expression.range
    ).labelled("a value at a moment").suggesting(
      Suggestion("write `\(text)[1h]`", replacing: operand.expression.range, with: fix))
  }

  private func unknownFunction(_ site: CallSite) -> Diagnostic {
    let name = site.name.value
    for argument in site.arguments { _ = raw(argument) }
    if isValue(name) {
      return problem(
        "E0205", "`\(name)` is a value, not a function; there is no multiplication without `*`",
        at: site.name.range)
    }
    let functions = scope.module.definitions.values.filter { $0.word == "fn" }.map(\.name.value)
    let meant = FunctionNames.synonyms[name.lowercased()].map { [$0] } ?? []
    let near = meant + nearest(to: name, in: FunctionNames.known.union(functions))
    var diagnostic = problem(
      "E0205", "unknown function `\(name)`" + (near.first.map { "; did you mean `\($0)`?" } ?? ""),
      at: site.name.range)
    for candidate in near {
      diagnostic.suggestions.append(
        Suggestion("write `\(candidate)`", replacing: site.name.range, with: candidate))
    }
    return diagnostic
  }

  /// `age(x)` of a stored series, in time.
  private func age(_ site: CallSite) -> Operand {
    guard site.arguments.count == 1, site.over == nil else {
      return fail(countProblem(site, "1 argument"), site.range)
    }
    let operand = raw(site.arguments[0])
    if operand.isInvalid { return invalid(site.range) }
    guard let reference = operand.series, operand.window == nil else {
      return fail(
        problem("E0508", "`\(operand.expression.text)` is computed; only a stored series has an"
          + " age", at: site.arguments[0].range), site.range)
    }
    return built(
      CheckedExpression(
        .age(reference), type: .quantity(.time), unit: .seconds, keys: operand.keys,
        range: site.range, source: scope.source), from: [operand])
  }

  // MARK: - Functions of the file

  private func use(_ definition: Definition, _ site: CallSite) -> Operand {
    definition.isUsed = true
    guard case .function(let item) = definition.kind else {
      for argument in site.arguments { _ = raw(argument) }
      return fail(
        problem("E0205", "`\(site.name.value)` is a \(definition.word), not a function",
          at: site.name.range
        ).noting("it is defined at \(definition.place)"), site.range)
    }
    let arguments = site.arguments.map { raw($0) }
    guard arguments.count == item.parameters.count, site.over == nil else {
      let names = item.parameters.map(\.name.value).joined(separator: ", ")
      let count = item.parameters.count
      let wanted = count == 1 ? "1 argument" : "\(count) arguments"
      return fail(countProblem(site, "\(wanted) (\(names))"), site.range)
    }
    guard !scope.calls.contains(where: { $0.definition === definition }) else {
      return fail(
        problem("E0204", "`\(definition.name.value)` calls itself; functions are put in place and"
          + " cannot be recursive", at: site.range
        ).noting("`\(definition.name.value)` is defined at \(definition.place)"), site.range)
    }
    guard spendInlining() else { return fail(inliningProblem(site.range), site.range) }
    guard let locals = locals(item, arguments, definition) else { return invalid(site.range) }
    var inner = Scope(definition)
    inner.locals = locals
    inner.allowsNext = scope.allowsNext
    inner.calls =
      scope.calls + [Scope.Call(definition: definition, source: scope.source, range: site.range)]
    let value = inScope(inner) { raw(item.body) }
    guard !value.isInvalid else { return invalid(site.range) }
    return value.relocated(to: site.range, in: scope.source)
  }

  private func locals(
    _ item: FunctionItem, _ arguments: [Operand], _ definition: Definition
  ) -> [String: Operand]? {
    var locals: [String: Operand] = [:]
    var isSound = true
    for (parameter, argument) in zip(item.parameters, arguments) {
      var argument = argument
      if let unit = parameter.unit, !argument.isInvalid {
        guard let fitting = fitting(argument, unit.value, parameter.name.value, definition) else {
          isSound = false
          continue
        }
        argument = fitting
      }
      locals[parameter.name.value] = argument
    }
    return isSound ? locals : nil
  }

  /// An argument with the unit its parameter asks for; nil after an error.
  private func fitting(
    _ argument: Operand, _ unit: Unit, _ name: String, _ definition: Definition
  ) -> Operand? {
    let range = argument.expression.range
    guard let dimension = argument.dimension else {
      return quantity(argument).isInvalid ? nil : argument
    }
    if argument.bare != nil {
      if unit.dimension.isRatio || unit.dimension == .usd {
        return adopting(unit, argument, verb: "pass")
      }
    } else if dimension == unit.dimension {
      return argument
    }
    let diagnostic = problem(
      "E0310", "`\(argument.expression.text)` is \(dimension.phrase);"
        + " `\(definition.name.value)` takes \(unit.dimension.phrase) for `\(name)`", at: range
    ).noting(aligned(argument, name, unit.dimension))
      .noting("`\(definition.name.value)` is defined at \(definition.place)")
    tell(remedied(diagnostic, argument, to: unit.dimension))
    return nil
  }

  private func inliningProblem(_ range: SourceRange) -> Diagnostic {
    problem("E0209", "the rules put more than \(Self.inliningLimit) function calls in place; call"
      + " fewer, or publish a value with `record`", at: range)
  }
}

extension CallSite {
  /// `min` and `max` of two or more values are scalar; of one, a window or a key reduction.
  var isScalar: Bool {
    name.value == "min" || name.value == "max" ? arguments.count > 1 && over == nil : true
  }

  /// From the first argument to the last.
  var argumentsRange: SourceRange {
    guard let first = arguments.first, let last = arguments.last else { return range }
    return first.range.union(last.range)
  }
}
