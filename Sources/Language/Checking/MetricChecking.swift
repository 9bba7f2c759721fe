// Calls of metrics: every argument against the parameter the metric declares.
import Columns
import Diagnostics
import Functions
import Quantities

extension Checker {
  /// `vpin(taker_buy[1d], taker_sell[1d], 1M USD)`.
  func metric(_ function: MetricFunction, _ site: CallSite) -> Operand {
    guard function.argumentCount.contains(site.arguments.count) else {
      for argument in site.arguments { _ = raw(argument) }
      return fail(metricCountProblem(function, site), site.range)
    }
    var draft = MetricDraft(function)
    var isSound = true
    for (index, parameter) in function.parameters.enumerated() {
      let argument = index < site.arguments.count ? site.arguments[index] : nil
      let unit = parameter.unit ?? draft.common
      let place = ArgumentPlace(function: function, parameter: parameter, unit: unit)
      isSound = take(argument, at: place, into: &draft) && isSound
    }
    guard isSound, let keys = draft.joined(by: { joinedKeys($0, $1, site.range) }),
      let over = groupKeys(draft, keys, site)
    else { return invalid(site.range) }
    let unit = draft.unit
    let call = MetricCall(name: function.name, numbers: draft.numbers, over: over)
    return built(
      CheckedExpression(
        .metric(call, draft.inputs.map(\.expression)), type: .quantity(unit.dimension),
        unit: unit, keys: keys.filter { !over.contains($0) }, range: site.range,
        source: scope.source), from: draft.inputs)
  }

  private func take(
    _ argument: Expression?, at place: ArgumentPlace, into draft: inout MetricDraft
  ) -> Bool {
    guard let argument else {
      guard let fallback = place.parameter.fallback else { return false }
      draft.numbers.append(fallback)
      return true
    }
    switch place.parameter.kind {
    case .value, .possible:
      guard let value = value(argument, at: place) else { return false }
      draft.add(value)
    case .samples:
      guard let window = samples(argument, at: place) else { return false }
      draft.add(window)
    case .constant, .word:
      guard let number = number(argument, at: place) else { return false }
      draft.numbers.append(number)
    }
    return true
  }

  // MARK: - Arguments by kind

  private func value(_ argument: Expression, at place: ArgumentPlace) -> Operand? {
    let operand = quantity(settled(raw(argument)))
    return operand.isInvalid ? nil : fitting(operand, at: place)
  }

  /// An argument in the unit of its parameter; nil after an error.
  private func fitting(_ operand: Operand, at place: ArgumentPlace) -> Operand? {
    guard let unit = place.unit, let dimension = operand.dimension else { return operand }
    if operand.bare != nil, unit.dimension.isRatio || unit.dimension == .usd {
      return adopting(unit, operand, verb: "give")
    }
    if operand.bare == nil, dimension == unit.dimension { return operand }
    let text = operand.expression.text
    let told = problem(
      "E0310", "`\(text)` is \(dimension.phrase); `\(place.function.name)` takes"
        + " \(unit.dimension.phrase) for `\(place.parameter.name)`", at: operand.expression.range
    ).noting(place.note)
    // What is fixed before the run cannot be multiplied by what changes with the data.
    tell(place.parameter.isInput ? remedied(told, operand, to: unit.dimension) : told)
    return nil
  }

  /// A bare number in the unit a parameter asks for, which is a ratio or USD; nil after an error.
  func adopting(_ unit: Unit, _ bare: Operand, verb: String) -> Operand? {
    let range = bare.expression.range
    let model = Operand(
      CheckedExpression(
        .constant(0), type: .quantity(unit.dimension), unit: unit, keys: [], range: range,
        source: scope.source))
    return adopted(bare, from: model, unit, Meeting(verb: verb, code: "E0310", range: range))
  }

  private func samples(_ argument: Expression, at place: ArgumentPlace) -> Operand? {
    let operand = raw(argument)
    if operand.isInvalid { return nil }
    let text = operand.expression.text
    guard let window = operand.window else {
      let fix = "\(grouped(operand.expression))[1h]"
      tell(
        problem("E0504", "`\(place.function.name)` takes the samples of a window for"
          + " `\(place.parameter.name)`; did you mean `\(fix)`?", at: operand.expression.range
        ).labelled("a value at a moment").noting(place.note).suggesting(
          Suggestion("write `\(fix)`", replacing: operand.expression.range, with: fix)))
      return nil
    }
    var inner = operand
    inner.window = nil
    let content: Window.Content
    if let reference = operand.series {
      content = .samples(reference)
    } else {
      inner = quantity(settled(inner))
      guard !inner.isInvalid else { return nil }
      content = .ticks(inner.expression)
    }
    let unit = inner.expression.unit ?? .ratio
    if let wanted = place.unit, unit.dimension != wanted.dimension {
      let told = problem(
        "E0310", "`\(text)` is \(unit.dimension.phrase); `\(place.function.name)` takes"
          + " \(wanted.dimension.phrase) for `\(place.parameter.name)`", at: argument.range)
      tell(told.noting(place.note))
      return nil
    }
    let taken = Window(
      content: content, width: window.width, shift: window.shift, coverage: window.coverage,
      looksAhead: window.looksAhead)
    return built(
      CheckedExpression(
        .window(.last, taken), type: .quantity(unit.dimension), unit: unit, keys: operand.keys,
        range: argument.range, source: scope.source), from: [operand])
  }

  /// What a constant or a word comes to; nil after an error.
  func number(_ argument: Expression, at place: ArgumentPlace) -> Double? {
    if case .word(let words) = place.parameter.kind {
      return word(argument, among: words, at: place).map(Double.init)
    }
    return constant(argument, at: place)
  }

  private func constant(_ argument: Expression, at place: ArgumentPlace) -> Double? {
    guard let operand = value(argument, at: place) else { return nil }
    if let number = constantValue(of: operand.expression) { return number }
    tell(
      problem("E0509", "`\(place.parameter.name)` of `\(place.function.name)` is fixed before the"
        + " run; `\(operand.expression.text)` changes with the data", at: argument.range
      ).noting(place.note))
    return nil
  }

  private func word(
    _ argument: Expression, among words: [String], at place: ArgumentPlace
  ) -> Int? {
    let spelled: String? =
      switch argument.kind {
      case .name(let name), .string(let name): name
      default: nil
      }
    if let index = spelled.flatMap(words.firstIndex) { return index }
    let text = scope.source.oneLine(argument.range)
    let list = words.map { "`\($0)`" }.joined(separator: " or ")
    tell(
      misspelt(
        "E0310", "`\(place.parameter.name)` of `\(place.function.name)` is \(list),"
          + " not `\(text)`", Spelled(spelled ?? text, argument.range), words))
    return nil
  }

  // MARK: - The whole call

  /// The keys a metric of a group reduces away; none for the others. Nil after an error.
  private func groupKeys(
    _ draft: MetricDraft, _ keys: [String], _ site: CallSite
  ) -> [String]? {
    let (function, inputs) = (draft.function, draft.inputs)
    guard case .group = function.kernel else {
      guard let over = site.over else { return [] }
      tell(keepsKeys(function, over, site))
      return nil
    }
    guard let over = site.over else {
      guard !keys.isEmpty else {
        tell(problem("E0409", "`\(function.name)` has no keys to reduce", at: site.range))
        return nil
      }
      return isOfOneKind(inputs, keys, keeping: [], site) ? keys : nil
    }
    var isSound = true
    for key in over where !keys.contains(key.value) {
      if inputs.contains(where: { isNarrowedAway(key.value, $0.expression) }) { continue }
      tell(
        misspelt("E0403", "`\(scope.source.oneLine(site.range))` has no key `\(key.value)`; it has"
          + " \(keyPhrase(keys))", key, keys))
      isSound = false
    }
    let kept = keys.filter { key in !over.contains { $0.value == key } }
    guard isOfOneKind(inputs, keys, keeping: kept, site) else { return nil }
    return isSound ? over.map(\.value).filter(keys.contains).sorted() : nil
  }

  /// True where no input would put coins of several assets, or contracts of several symbols,
  /// together; what is wrong is told.
  private func isOfOneKind(
    _ inputs: [Operand], _ keys: [String], keeping kept: [String], _ site: CallSite
  ) -> Bool {
    guard let told = inputs.lazy.compactMap({ self.mixing($0, kept, site) }).first else {
      return true
    }
    let needed = told.code == "E0405" || !keys.contains("asset") ? "symbol" : "asset"
    let over = keys.filter { $0 != needed && !kept.contains($0) }
    guard keys.contains(needed), !over.isEmpty, let last = site.arguments.last else {
      tell(told)
      return false
    }
    let (name, what) = (site.name.value, told.code == "E0405" ? "contracts" : "coins")
    let call = SourceRange(site.range.lower, last.range.upper)
    let reduced = over.count == 1 ? over[0] : "(\(over.joined(separator: ", ")))"
    tell(
      problem(told.code, "`\(name)` would count \(what) of different \(needed)s as one kind; keep"
        + " `\(needed)`", at: site.range
      ).suggesting(
        Suggestion("a value for each: `\(scope.source.oneLine(call))) over \(reduced)`",
          replacing: site.range, with: "\(scope.source.slice(call))) over \(reduced)")))
    return false
  }

  /// What is said of `over` after a metric that reduces nothing.
  func keepsKeys(
    _ function: MetricFunction, _ over: [Spelled<String>], _ site: CallSite
  ) -> Diagnostic {
    problem("E0403", "`\(function.name)` does not reduce keys; reduce what it gives, as in"
      + " `max(\(function.name)(…)) over \(keysText(over))`", at: site.range)
  }

  func metricCountProblem(_ function: MetricFunction, _ site: CallSite) -> Diagnostic {
    let range = function.argumentCount
    let (least, most) = (range.lowerBound, range.upperBound)
    let count = least == most ? "\(most)" : least == 0 ? "at most \(most)" : "\(least) to \(most)"
    let word = range.upperBound == 1 ? "argument" : "arguments"
    return countProblem(site, "\(count) \(word)").noting("it is `\(function.signature)`")
  }
}

/// Where an argument stands: whose, and which.
struct ArgumentPlace {
  let function: MetricFunction
  let parameter: MetricParameter
  /// The unit asked for, or nil where any will do.
  let unit: Unit?

  var note: String { "it is `\(function.signature)`" }
}

/// A call while its arguments are taken.
private struct MetricDraft {
  let function: MetricFunction
  var inputs: [Operand] = []
  var numbers: [Double] = []

  /// The unit of the first argument that could have any: the others like it must share it.
  private(set) var common: Unit?

  init(_ function: MetricFunction) { self.function = function }

  mutating func add(_ input: Operand) {
    let parameter = function.parameters[numbers.count]
    if parameter.unit == nil, common == nil { common = input.expression.unit }
    inputs.append(input)
    numbers.append(0)
  }

  /// The keys of all inputs together; nil after an error of two that do not join.
  func joined(by join: (Operand, Operand) -> [String]?) -> [String]? {
    guard var widest = inputs.first else { return [] }
    for input in inputs.dropFirst() {
      guard join(widest, input) != nil else { return nil }
      if input.keys.count > widest.keys.count { widest = input }
    }
    return widest.keys
  }

  /// The unit of the result.
  var unit: Unit {
    guard let (parameter, factor) = function.likeness else { return function.unit }
    let place = function.parameters[..<parameter].count(where: \.isInput)
    guard inputs.indices.contains(place), let like = inputs[place].expression.unit else {
      return .ratio
    }
    if factor.isRatio { return like }
    let dimension = like.dimension * factor
    if factor == Dimension.time.power(-1), !like.dimension.isRatio,
      let unit = Unit(parsing: like.text + "/s")
    {
      return unit
    }
    return Unit.base(of: dimension)
  }
}
