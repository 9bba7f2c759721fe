// From checked rules to one shared plan.
import Columns
package import Language
package import Quantities

/// One plan for all rules, records, labels and bare expressions of a program.
///
/// Equal sub-expressions on one grid are one node, whoever wrote them.
package func plan(_ program: CheckedProgram, every: TimeSpan = .minutes(1)) -> Plan {
  var planner = Planner()
  for (index, alert) in program.alerts.enumerated() {
    planner.add(alert, index: index, every: alert.every ?? every)
  }
  for (index, record) in program.records.enumerated() {
    planner.add(
      .init(source: .record(index), name: record.name, keys: record.keys, every: every),
      conditions: [], values: [record.value])
  }
  for (index, label) in program.labels.enumerated() {
    planner.add(
      .init(source: .label(index), name: label.name, keys: label.keys, every: every),
      conditions: [label.condition], values: [])
  }
  for (index, expression) in program.expressions.enumerated() {
    let isTruth = expression.type == .truth
    planner.add(
      .init(
        source: .expression(index), name: "expression_\(index + 1)", keys: expression.keys,
        every: every),
      conditions: isTruth ? [expression] : [], values: isTruth ? [] : [expression])
  }
  planner.setLookbacks()
  return Plan(nodes: planner.nodes, outputs: planner.outputs)
}

/// Builds the graph; every node is made by `node(_:)`, which returns an existing one where it can.
struct Planner {
  /// Where an expression is computed: on which grid, and how much earlier than the tick.
  struct Place: Hashable {
    var step: TimeSpan
    var shift = TimeSpan.zero

    func shifted(by span: TimeSpan) -> Place { Place(step: step, shift: shift + span) }

    /// The place of the newest tick of the grid at or before the shifted moment.
    var onGrid: Place { Place(step: step, shift: roundedUp(shift)) }

    private func roundedUp(_ span: TimeSpan) -> TimeSpan {
      Timestamp(nanoseconds: span.nanoseconds).roundedUp(to: step) - Timestamp(nanoseconds: 0)
    }
  }

  private struct Identity: Hashable {
    let operation: Operation
    let inputs: [Int]
    let step: TimeSpan
  }

  private(set) var nodes: [Plan.Node] = []
  private(set) var outputs: [Plan.Output] = []
  private var known: [Identity: Int] = [:]

  mutating func add(_ alert: CheckedAlert, index: Int, every: TimeSpan) {
    var conditions: [CheckedExpression] = []
    for level in alert.levels {
      conditions.append(level.trigger)
      if let until = level.until { conditions.append(until) }
    }
    conditions += alert.exceptions.map(\.condition)
    add(
      .init(source: .alert(index), name: alert.name, keys: alert.keys, every: every),
      conditions: conditions, values: [])
  }

  mutating func add(
    _ draft: Plan.Output, conditions: [CheckedExpression], values: [CheckedExpression]
  ) {
    var output = draft
    let place = Place(step: draft.every)
    output.conditions = conditions.map { lower($0, place) }
    output.values = values.map { lower($0, place) }
    output.carriers = (conditions + values).carriers(of: draft.keys)
    outputs.append(output)
  }

  /// The node of this operation and these inputs, made only if there is none yet.
  mutating func node(_ operation: Operation, _ inputs: [Int] = [], _ form: Form) -> Int {
    let identity = Identity(operation: operation, inputs: inputs, step: form.step)
    if let index = known[identity] { return index }
    nodes.append(
      Plan.Node(
        operation: operation, inputs: inputs, keys: form.keys, step: form.step,
        isTruth: form.isTruth))
    known[identity] = nodes.count - 1
    return nodes.count - 1
  }

  /// What a node's value looks like.
  struct Form {
    var keys: [String]
    var step: TimeSpan
    var isTruth = false
  }

  /// Windows over ticks need their inputs for ticks before the first.
  mutating func setLookbacks() {
    for index in nodes.indices.reversed() {
      let node = nodes[index]
      let reach = node.lookback + node.operation.reach
      for input in node.inputs where nodes[input].lookback < reach {
        nodes[input].lookback = reach
      }
    }
  }
}

extension Operation {
  /// How many earlier ticks of its inputs the operation looks at.
  package var reach: Int {
    switch self {
    case .tickFrame(let count, _): count - 1
    case .sequence(let within): within
    default: 0
    }
  }
}

extension Sequence where Element == CheckedExpression {
  /// The stored series the expressions read that have all of these keys, in source order.
  func carriers(of keys: [String]) -> [SeriesReference] {
    var found: [SeriesReference] = []
    for expression in self {
      expression.visitSeries { reference in
        let free = reference.freeKeys
        if keys.allSatisfy(free.contains), !found.contains(reference) { found.append(reference) }
      }
    }
    return found
  }
}

extension CheckedExpression {
  /// Every stored series the expression reads, in source order, repeats included.
  package func visitSeries(_ visit: (SeriesReference) -> Void) {
    switch kind {
    case .series(let reference), .age(let reference): visit(reference)
    case .window(_, let window):
      switch window.content {
      case .samples(let reference): visit(reference)
      case .ticks(let content): content.visitSeries(visit)
      }
    default: for child in children { child.visitSeries(visit) }
    }
  }

  /// The operands, in source order; the content of a window over ticks included.
  package var children: [CheckedExpression] {
    switch kind {
    case .constant, .truth, .parameter, .series, .age, .labelIs, .invalid: []
    case .arithmetic(_, let a, let b), .compare(_, let a, let b), .and(let a, let b),
      .or(let a, let b), .coalesce(let a, let b), .sequence(let a, let b, _):
      [a, b]
    case .negate(let a), .power(let a, _), .past(let a, _), .reduction(_, let a, _, _),
      .not(let a), .state(_, let a):
      [a]
    case .scalar(_, let arguments), .metric(_, let arguments): arguments
    case .choose(let condition, let a, let b): [condition, a, b]
    case .window(_, let window):
      if case .ticks(let content) = window.content { [content] } else { [] }
    }
  }
}
