// Reductions over label keys, and functions of values at one tick.
import Columns
import Diagnostics
import Functions
import Quantities

extension Checker {
  /// `f(x) over keys`; without `over`, over all keys.
  func reduced(
    _ reduction: KeyReduction, _ operand: Operand, _ site: CallSite, count: Int? = nil
  ) -> Operand {
    guard !operand.isInvalid, let unit = operand.expression.unit else {
      return invalid(site.range)
    }
    guard let over = reducedKeys(operand, site) else { return invalid(site.range) }
    let keepsKeys = reduction == .share || reduction == .topk
    let kept = operand.keys.filter { !over.contains($0) }
    if reduction != .count, let told = mixing(operand, kept, site) {
      return fail(told, site.range)
    }
    let result: Unit
    switch reduction {
    case .count, .hhi: result = .ratio
    case .share: result = .percent
    default: result = unit
    }
    let isTruth = reduction == .topk
    return built(
      CheckedExpression(
        .reduction(reduction, operand.expression, over: over, count: count),
        type: isTruth ? .truth : .quantity(result.dimension), unit: isTruth ? nil : result,
        keys: keepsKeys ? operand.keys : kept, range: site.range, source: scope.source),
      from: [operand])
  }

  private func reducedKeys(_ operand: Operand, _ site: CallSite) -> [String]? {
    guard let over = site.over else {
      guard !operand.keys.isEmpty else {
        tell(emptyProblem(operand, site))
        return nil
      }
      return operand.keys
    }
    let present = over.map(\.value).filter(operand.keys.contains)
    let absent = over.filter {
      !present.contains($0.value) && !isNarrowedAway($0.value, operand.expression)
    }
    for key in absent { tell(absentKey(key, operand, site, present)) }
    return absent.isEmpty ? present.sorted() : nil
  }

  /// True for a key that a series of the catalogue has and the data at hand has not: to reduce
  /// one venue over its venue changes nothing, and the rule need not be written anew.
  func isNarrowedAway(_ key: String, _ expression: CheckedExpression) -> Bool {
    guard context.offered != nil else { return false }
    var isNarrowed = false
    expression.forEachSeries { reference in
      let name = reference.schema.name
      guard declaredAt[name] == nil, reference.schema.origin != .declared else { return }
      if Catalogue.series(named: name)?.keys.contains(key) == true { isNarrowed = true }
    }
    return isNarrowed
  }

  private func absentKey(
    _ key: Spelled<String>, _ operand: Operand, _ site: CallSite, _ present: [String]
  ) -> Diagnostic {
    let text = operand.expression.text
    let told = misspelt(
      "E0403", "`\(text)` has no key `\(key.value)`; it has \(keyPhrase(operand.keys))", key,
      operand.keys)
    guard told.suggestions.isEmpty else { return told }
    let call = scope.source.slice(site.name.range) + "(\(text))"
    let reducesToItself = ["sum", "min", "max", "avg", "median"].contains(site.name.value)
    guard !present.isEmpty || reducesToItself, site.arguments.count == 1 else { return told }
    let keys = present.count == 1 ? present[0] : "(\(present.joined(separator: ", ")))"
    let fix = present.isEmpty ? grouped(operand.expression) : "\(call) over \(keys)"
    return told.suggesting(
      Suggestion("without that key: `\(fix)`", replacing: site.range, with: fix))
  }

  private func emptyProblem(_ operand: Operand, _ site: CallSite) -> Diagnostic {
    let text = operand.expression.text
    let name = site.name.value
    var diagnostic = problem(
      "E0409", "`\(text)` has no keys to reduce", at: operand.expression.range)
    if WindowStatistic(rawValue: name) != nil, operand.constant == nil {
      diagnostic.suggestions.append(
        Suggestion("over time: `\(name)(\(text)[1h])`", replacing: site.range,
          with: "\(name)(\(text)[1h])"))
    }
    return diagnostic
  }

  /// Coins of several assets or contracts of several symbols under one number.
  func mixing(_ operand: Operand, _ kept: [String], _ site: CallSite) -> Diagnostic? {
    guard let dimension = operand.dimension else { return nil }
    let text = operand.expression.text
    let fixed = operand.expression.fixedKeys
    let known = Set(kept).union(fixed)
    let all = Set(operand.keys).union(fixed)
    let tellsAssets = all.contains("asset") || all.contains("symbol")
    if dimension.contract != 0, tellsAssets, !known.contains("symbol") {
      let told = problem(
        "E0405", "contracts of different symbols differ in size and do not add; keep `symbol`,"
          + " or reduce an amount in USD", at: site.range)
      let name = operand.series?.schema.name ?? ""
      let money = name.replacingSuffix("_contracts", by: "_usd")
      guard money != name, (program.schemas[money] ?? Catalogue.series(named: money)) != nil else {
        return told
      }
      let fix = "\(site.name.value)(\(money))\(site.over.map { " over " + keysText($0) } ?? "")"
      return told.suggesting(
        Suggestion("add USD: `\(fix)`", replacing: site.range, with: fix))
    }
    guard dimension.coin != 0, tellsAssets, known.isDisjoint(with: ["asset", "symbol"]) else {
      return nil
    }
    let name = site.name.value
    let over = site.over.map { " over " + keysText($0) } ?? ""
    guard dimension == .coin else {
      return problem(
        "E0404", "`\(text)` is \(dimension.words) of different assets; keep `asset` or `symbol`",
        at: site.range
      ).noting("one coin of one asset is not one of another")
    }
    let first = site.arguments.count > 1 ? scope.source.slice(site.arguments[0].range) + ", " : ""
    let fix = "\(name)(\(first)\(grouped(operand.expression)) * \(priceName(for: operand)))"
    let verb = name == "topk" ? "compare" : "add"
    return problem(
      "E0404", "coins of different assets do not \(verb); did you mean `\(fix)\(over)`?",
      at: site.range
    ).labelled("`\(text)` is coin, and neither asset nor symbol is kept").suggesting(
      Suggestion("add USD: `\(fix)\(over)`", replacing: site.range, with: fix + over))
  }

  /// `topk(n, x)`: true for the n largest members of each group.
  func topk(_ site: CallSite) -> Operand {
    guard site.arguments.count == 2 else {
      return fail(countProblem(site, "2 arguments (n, x)"), site.range)
    }
    let count = quantity(site.arguments[0])
    let operand = quantity(site.arguments[1])
    guard !count.isInvalid, !operand.isInvalid else { return invalid(site.range) }
    let n = count.dimension == .ratio ? constantValue(of: count.expression) : nil
    guard let n, n >= 1, n <= 1_000, n == n.rounded() else {
      return fail(
        problem("E0310", "the n of `topk(n, x)` is a whole number from 1 to 1000",
          at: site.arguments[0].range), site.range)
    }
    return reduced(.topk, operand, site, count: Int(n))
  }

  // MARK: - Scalars

  /// `abs(x)`, `clamp(x, low, high)`, …
  func scalar(_ function: ScalarFunction, _ site: CallSite) -> Operand {
    let range = site.range
    guard site.over == nil else {
      return fail(
        problem("E0403", "`\(function.rawValue)` does not reduce keys; `over` follows `sum`,"
          + " `avg`, `max` and the like", at: range), range)
    }
    let wanted = function.argumentCount
    guard wanted.contains(site.arguments.count) else {
      let least = wanted.lowerBound
      let count = least == wanted.upperBound ? "\(least)" : "at least \(least)"
      return fail(countProblem(site, count + (least == 1 ? " argument" : " arguments")), range)
    }
    let raws = site.arguments.map { raw($0) }
    if let window = raws.first(where: { $0.window != nil }), raws.count == 1 {
      return fail(
        problem("E0503", "`\(function.rawValue)` takes a value at a moment, not a window; take a"
          + " statistic first, as in `\(function.rawValue)(avg(\(windowText(window))))`",
          at: range), range)
    }
    let values = raws.map { quantity(settled($0)) }
    guard let unit = scalarUnit(function, values, site), let arguments = sameUnit(values, site)
    else { return invalid(range) }
    return applied(function, arguments, unit, site)
  }

  private func applied(
    _ function: ScalarFunction, _ arguments: [Operand], _ unit: Unit, _ site: CallSite
  ) -> Operand {
    var widest = arguments[0]
    for argument in arguments.dropFirst() {
      guard joinedKeys(widest, argument, site.range) != nil else { return invalid(site.range) }
      if argument.keys.count > widest.keys.count { widest = argument }
    }
    var result = built(
      CheckedExpression(
        .scalar(function, arguments.map(\.expression)), type: .quantity(unit.dimension),
        unit: unit, keys: widest.keys, range: site.range, source: scope.source), from: arguments)
    let bare = arguments.map(\.bare)
    if function.keepsUnit, bare.allSatisfy({ $0 != nil }) {
      result.bare = bare.compactMap { $0 }.flatMap { $0 }
    }
    return result
  }

  /// The unit of the result, or nil after an error.
  private func scalarUnit(
    _ function: ScalarFunction, _ values: [Operand], _ site: CallSite
  ) -> Unit? {
    guard !values.contains(where: \.isInvalid), let first = values.first,
      let dimension = first.dimension
    else { return nil }
    switch function {
    case .exp, .ln, .log10:
      guard dimension.isRatio else {
        tell(
          problem("E0310", "`\(function.rawValue)` takes a plain ratio;"
            + " `\(first.expression.text)` is \(dimension.words)",
            at: first.expression.range
          ).noting("divide by something of the same kind, as in `ln(x / x[1h ago])`"))
        return nil
      }
      return .ratio
    case .sqrt:
      guard let root = dimension.squareRoot else {
        tell(
          problem("E0309", "the square root of \(dimension.words) has no unit; the exponents of"
            + " `\(first.expression.text)` [\(dimension)] are not even", at: site.range
          ).noting("divide by something of the same kind first, as in `sqrt(x / x[1h ago])`"))
        return nil
      }
      return root.isRatio ? .ratio : Unit.base(of: root)
    case .sign: return .ratio
    case .min, .max, .clamp:
      return values.first { $0.bare == nil }?.expression.unit ?? .ratio
    default: return first.expression.unit
    }
  }

  /// The arguments of `min`, `max` and `clamp` in one unit; nil after an error.
  private func sameUnit(_ values: [Operand], _ site: CallSite) -> [Operand]? {
    guard values.count > 1, let model = values.first(where: { $0.bare == nil }) else {
      return values
    }
    var out: [Operand] = []
    var isSound = true
    for value in values {
      let verb = site.name.value == "clamp" ? "bound" : "compare"
      let meeting = Meeting(verb: verb, code: "E0302", range: site.range)
      guard let (_, fitted) = unified(model, value, meeting) else {
        isSound = false
        continue
      }
      out.append(fitted)
    }
    return isSound ? out : nil
  }
}

extension String {
  fileprivate func replacingSuffix(_ suffix: String, by other: String) -> String {
    hasSuffix(suffix) ? dropLast(suffix.count) + other : self
  }
}

extension ScalarFunction {
  /// How many arguments it takes.
  fileprivate var argumentCount: ClosedRange<Int> {
    switch self {
    case .min, .max: 2...64
    case .clamp: 3...3
    default: 1...1
    }
  }

  /// True where the result has the unit of the argument.
  var keepsUnit: Bool {
    switch self {
    case .abs, .floor, .ceil, .round, .min, .max, .clamp: true
    default: false
    }
  }
}

extension CheckedExpression {
  /// The keys that selections in it fix, such as `symbol` in `oi{symbol: BTC}`.
  var fixedKeys: Set<String> {
    var keys: Set<String> = []
    forEachSeries { keys.formUnion($0.selection.keys) }
    return keys
  }
}
