// Expressions to nodes: shifts move to the leaves, windows become frames and statistics.
import Columns
import Functions
import Language
import Quantities

extension Planner {
  mutating func lower(_ e: CheckedExpression, _ place: Place) -> Int {
    let form = Form(keys: e.keys, step: place.step, isTruth: e.type == .truth)
    switch e.kind {
    case .constant(let value): return constant(value, place)
    case .truth(let value): return node(.truth(value), [], form)
    case .parameter(let parameter): return lower(parameter, place)
    case .series(let reference): return asOf(reference, place)
    case .age(let reference): return node(.age(reference, shift: place.shift), [], form)
    case .labelIs(let key, let among):
      return node(.labelIs(key: key, among: among), [], form)
    case .past(let inner, let span): return lower(inner, place.shifted(by: span))
    case .window(let statistic, let window):
      return lower(WindowCall(statistic: statistic, window: window, keys: e.keys), place)
    case .reduction(let kind, let source, let over, let count):
      return lower(ReductionCall(kind: kind, source: source, over: over, count: count), form, place)
    case .metric(let call, let arguments): return lower((call, arguments), form, place)
    case .sequence(let a, let b, let within):
      let ticks = Int(within.nanoseconds / max(1, place.step.nanoseconds))
      let inputs = [lower(a, place.onGrid), lower(b, place.onGrid)]
      return node(.sequence(within: ticks), inputs, form)
    case .invalid:
      let unknown = constant(.nan, place)
      return form.isTruth ? node(.compare(.equal), [unknown, unknown], form) : unknown
    default:
      let inputs = e.children.map { lower($0, place) }
      return node(e.kind.pointwise, inputs, form)
    }
  }

  mutating func constant(_ value: Double, _ place: Place) -> Int {
    node(.constant(value), [], Form(keys: [], step: place.step))
  }

  mutating func asOf(_ reference: SeriesReference, _ place: Place) -> Int {
    node(
      .asOf(reference, shift: place.shift), [],
      Form(keys: reference.freeKeys, step: place.step))
  }

  private mutating func lower(_ parameter: CheckedParameter, _ place: Place) -> Int {
    guard let key = parameter.key, !parameter.entries.isEmpty else {
      return constant(parameter.fallback.value, place)
    }
    let table = ParameterTable(
      name: parameter.name, key: key, fallback: parameter.fallback.value,
      labels: parameter.entries.map(\.label), values: parameter.entries.map(\.entry.value))
    return node(.parameter(table), [], Form(keys: [key], step: place.step))
  }

  /// A metric: its values and the frames of its windows become inputs.
  private mutating func lower(
    _ metric: (call: MetricCall, arguments: [CheckedExpression]), _ form: Form, _ place: Place
  ) -> Int {
    guard metric.call.over.isEmpty else { return group(metric, form, place) }
    let inputs = zip(metric.call.inputs, metric.arguments).map { parameter, argument in
      guard case .samples = parameter.kind,
        case .window(let statistic, let window) = argument.kind
      else { return lower(argument, place) }
      return frame(WindowCall(statistic: statistic, window: window, keys: argument.keys), place)
    }
    return node(.metric(metric.call), inputs, form)
  }

  private mutating func group(
    _ metric: (call: MetricCall, arguments: [CheckedExpression]), _ form: Form, _ place: Place
  ) -> Int {
    let inputs = metric.arguments.map { lower($0, place) }
    let widest = metric.arguments.max { $0.keys.count < $1.keys.count }
    var reduction = GroupReduction(
      kind: .sum, over: metric.call.over, count: 0,
      carriers: metric.arguments.carriers(of: widest?.keys ?? []), shift: place.shift)
    reduction.metric = metric.call
    return node(.reduction(reduction), inputs, form)
  }

  struct ReductionCall {
    let kind: KeyReduction
    let source: CheckedExpression
    let over: [String]
    let count: Int?
  }

  private mutating func lower(_ call: ReductionCall, _ form: Form, _ place: Place) -> Int {
    let source = lower(call.source, place)
    var grouped = form
    grouped.keys = call.source.keys.filter { !call.over.contains($0) }
    grouped.isTruth = false
    let reduction = GroupReduction(
      kind: call.kind == .share ? .sum : call.kind, over: call.over.sorted(),
      count: call.count ?? 0, carriers: [call.source].carriers(of: call.source.keys),
      shift: place.shift)
    let group = node(.reduction(reduction), [source], grouped)
    switch call.kind {
    case .share: return node(.arithmetic(.divide), [source, group], form)
    case .topk: return node(.compare(.greaterOrEqual), [source, group], form)
    default: return group
    }
  }
}

extension CheckedExpression.Kind {
  /// The operation of an expression that is computed tick by tick from its children.
  fileprivate var pointwise: Operation {
    switch self {
    case .arithmetic(let sign, _, _): .arithmetic(sign)
    case .negate: .negate
    case .power(_, let exponent): .power(exponent)
    case .scalar(let function, _): .scalar(function)
    case .compare(let relation, _, _): .compare(relation)
    case .and: .and
    case .or: .or
    case .not: .not
    case .state(let test, _): .state(test)
    case .coalesce: .coalesce
    case .choose: .choose
    default: .constant(.nan)
    }
  }
}
