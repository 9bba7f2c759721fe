// Which stretches of a file are units, so that `USD/coin` is never written with spaces.
import Diagnostics
import Quantities

/// Collects the ranges of every unit of a file.
struct UnitRanges {
  private(set) var ranges: [SourceRange] = []

  init(_ items: [Item]) {
    for item in items { add(item.kind) }
    ranges.sort { $0.lower < $1.lower }
  }

  /// True where both offsets lie in one unit.
  func joins(_ a: Int, _ b: Int) -> Bool {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].lower <= a { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return false }
    return ranges[low - 1].upper > b
  }

  private mutating func add(_ unit: Spelled<Unit>?) {
    if let unit, !unit.range.isEmpty { ranges.append(unit.range) }
  }

  private mutating func add(_ kind: Item.Kind) {
    switch kind {
    case .importFile, .backtest: break
    case .series(let item): add(item.unit)
    case .param(let item):
      add(item.unit)
      add(item.value)
      for entry in item.entries { add(entry.value) }
    case .letBinding(_, let value), .label(_, _, let value), .expression(let value): add(value)
    case .function(let item):
      for parameter in item.parameters { add(parameter.unit) }
      add(item.body)
    case .record(let item):
      add(item.unit)
      add(item.value)
    case .alert(let item): add(item)
    case .test(let item):
      for point in item.givens.flatMap(\.points) {
        if case .value(let literal, _) = point.kind { add(literal.unit) }
      }
    }
  }

  private mutating func add(_ item: AlertItem) {
    for level in item.levels {
      add(level.trigger.when)
      if let then = level.trigger.then { add(then) }
      if let until = level.until { add(until) }
    }
    for exception in item.exceptions { add(exception.condition) }
  }

  private mutating func add(_ expression: Expression) {
    if case .number(let literal) = expression.kind { add(literal.unit) }
    if case .convert(_, let unit) = expression.kind { add(unit) }
    for operand in expression.operands { add(operand) }
  }
}

extension Expression {
  /// The expressions directly inside this one, in the order of the text.
  package var operands: [Expression] {
    switch kind {
    case .or(let a, let b), .and(let a, let b), .coalesce(let a, let b), .binary(_, let a, let b):
      [a, b]
    case .comparison(let first, let rest): [first] + rest.map(\.operand)
    case .call(_, let arguments): arguments
    case .choose(let condition, let then, let otherwise): [condition, then, otherwise]
    case .not(let a), .negate(let a), .parenthesized(let a), .membership(let a, _),
      .state(let a, _, _), .convert(let a, _), .power(let a, _), .qualified(let a, _),
      .selected(let a, _), .over(let a, _):
      [a]
    case .number, .string, .name, .hole, .missing: []
    }
  }
}
