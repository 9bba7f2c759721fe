// Finding what a name means, and what was probably meant where it means nothing.
import Columns
import Diagnostics
import Functions
import Quantities

extension Checker {
  /// The value of a bare name.
  func named(_ name: String, _ range: SourceRange) -> Operand {
    if let local = scope.locals[name] {
      var value = local.relocated(to: range, in: scope.source)
      value.expression.spelling = local.expression.text
      return value
    }
    if let definition = scope.module.definitions[name] {
      definition.isUsed = true
      return value(of: definition, range, as: name)
    }
    if let schema = program.schemas[name] ?? Catalogue.series(named: name) {
      return stored(schema, range)
    }
    if let metric = bookMetric(named: name, range) { return metric }
    if let definition = standard(name) { return value(of: definition, range, as: name) }
    return fail(unknown(name, range), range)
  }

  /// A stored series as of the tick.
  func stored(_ schema: SeriesSchema, _ range: SourceRange) -> Operand {
    var schema = schema
    if let offered = context.offered, !offered.isEmpty, schema.origin == .catalogue,
      offered[schema.name] == nil
    {
      let labels = Set(offered.values.flatMap(\.keys))
      schema.keys = schema.keys.filter(labels.contains)
    }
    know(schema)
    let reference = SeriesReference(schema: schema, ageLimit: schema.stale)
    return Operand(
      CheckedExpression(
        .series(reference), type: .quantity(schema.unit.dimension), unit: schema.unit,
        keys: schema.keys, range: range, source: scope.source))
  }

  /// The value a definition stands for, in place of its name.
  private func value(of definition: Definition, _ range: SourceRange, as name: String) -> Operand {
    switch definition.kind {
    case .function(let item):
      let names = item.parameters.map(\.name.value).joined(separator: ", ")
      let call = "\(definition.name.value)(\(names))"
      return fail(
        problem("E0207", "`\(definition.name.value)` is a function: call it, `\(call)`", at: range),
        range)
    case .parameter:
      guard let parameter = checkedParameter(definition) else { return invalid(range) }
      return Operand(
        CheckedExpression(
          .parameter(parameter), type: .quantity(parameter.unit.dimension), unit: parameter.unit,
          keys: parameter.key.map { [$0] } ?? [], range: range, source: scope.source))
    case .letBinding, .record:
      guard let value = checkedValue(definition, usedAt: range) else { return invalid(range) }
      if definition.looksAhead, !scope.allowsNext {
        return fail(
          problem("E0506", "`\(definition.name.value)` looks into the future; only a `label` may"
            + " use it", at: range
          ).noting("it is defined at \(definition.place)"), range)
      }
      return value.relocated(to: range, in: scope.source, name: name)
    }
  }

  /// Checks a let or record the first time it is needed; nil where it needs itself.
  func checkedValue(_ definition: Definition, usedAt range: SourceRange) -> Operand? {
    switch definition.progress {
    case .done: return definition.value
    case .running:
      tell(
        problem(
          "E0204", "`\(definition.name.value)` is defined through itself; definitions are put in"
            + " place and cannot be recursive", at: range
        ).noting("`\(definition.name.value)` is defined at \(definition.place)"))
      return nil
    case .waiting: break
    }
    definition.progress = .running
    var inner = Scope(definition)
    inner.allowsNext = true
    let value = inScope(inner) { () -> Operand in
      switch definition.kind {
      case .letBinding(let expression): raw(expression)
      case .record(let item): recordValue(item)
      case .function, .parameter: invalid(definition.name.range)
      }
    }
    definition.value = value
    definition.looksAhead = value.looksAhead
    definition.progress = .done
    return value
  }

  /// The schemas of every series that can be named here.
  var knownSchemas: [SeriesSchema] {
    let found = program.schemas.values.sorted { $0.name < $1.name }
    return found + Catalogue.all.filter { program.schemas[$0.name] == nil }
  }

  /// Notes what a series is, and the label keys a rule may test because of it.
  func know(_ schema: SeriesSchema) {
    program.schemas[schema.name] = schema
    knownKeys.formUnion(schema.keys)
  }

  /// True where a name is a label key and nothing else.
  func isKey(_ name: String) -> Bool {
    !isValue(name) && knownKeys.contains(name)
  }

  /// True where a name stands for a value.
  func isValue(_ name: String) -> Bool {
    scope.locals[name] != nil || scope.module.definitions[name] != nil
      || program.schemas[name] != nil || Catalogue.series(named: name) != nil
  }

  private func unknown(_ name: String, _ range: SourceRange) -> Diagnostic {
    if FunctionNames.isBuiltIn(name) || MetricFunctions.function(named: name) != nil {
      return problem(
        "E0207", "`\(name)` is a function and needs its arguments: `\(name)(…)`", at: range)
    }
    if knownKeys.contains(name) {
      return problem(
        "E0207", "`\(name)` is a label key; it can only be tested, as in `\(name) == BTC` or"
          + " `\(name) in {BTC, ETH}`", at: range)
    }
    let values = knownSchemas.map(\.name) + scope.module.definitions.keys + scope.locals.keys
    let near = nearest(to: name, in: values + FunctionNames.known + knownKeys)
    let cause = "unknown name `\(name)`"
    guard let best = near.first else {
      return problem("E0201", cause, at: range).noting(
        context.offered == nil
          ? "a column the catalogue does not know is declared: `series \(name) : gauge USD by"
            + " symbol`"
          : "the data has no such series; `brink describe` lists what it has")
    }
    var diagnostic = problem("E0201", "\(cause); did you mean `\(best)`?", at: range)
    for name in near {
      diagnostic = diagnostic.suggesting(
        Suggestion("write `\(name)`", replacing: range, with: name))
    }
    return diagnostic
  }

  /// A mistake about a name that is none of the candidates, with the nearest in its place.
  func misspelt(
    _ code: String, _ cause: String, _ name: Spelled<String>, _ candidates: some Sequence<String>
  ) -> Diagnostic {
    let diagnostic = problem(code, cause + didYouMean(name.value, candidates), at: name.range)
    guard let best = nearest(to: name.value, in: candidates).first else { return diagnostic }
    return diagnostic.suggesting(
      Suggestion("write `\(best)`", replacing: name.range, with: best))
  }

  /// The nearest of some names as a question, or nothing.
  func didYouMean(_ name: String, _ candidates: some Sequence<String>) -> String {
    guard let best = nearest(to: name, in: candidates).first else { return "" }
    return "; did you mean `\(best)`?"
  }
}

/// The names of the built-in functions.
enum FunctionNames {
  static let all: Set<String> = {
    var names: Set<String> = ["age"]
    names.formUnion(WindowStatistic.allCases.map(\.rawValue))
    names.formUnion(KeyReduction.allCases.map(\.rawValue))
    names.formUnion(ScalarFunction.allCases.map(\.rawValue))
    return names
  }()

  /// Everything with a meaning of its own: built-in functions, metrics, the standard library.
  static let known = all.union(MetricFunctions.all.map(\.name)).union(StandardLibrary.names)

  /// What the functions are called elsewhere.
  static let synonyms: [String: String] = [
    "average": "avg", "averge": "avg", "mean": "avg", "stddev": "std", "stdev": "std",
    "stdev_samp": "std", "percentile": "quantile", "total": "sum", "delta": "change",
    "diff": "change", "increase": "change", "log": "ln", "maximum": "max", "minimum": "min",
    "volatility": "vol", "drawdown": "drop", "last_value": "last", "first_value": "first",
    "trend": "slope", "deriv": "slope", "twap": "twavg", "herfindahl": "hhi", "top": "topk",
    "greatest": "max", "least": "min", "absolute": "abs", "ceiling": "ceil",
  ]

  static func isBuiltIn(_ name: String) -> Bool { all.contains(name) }
}
