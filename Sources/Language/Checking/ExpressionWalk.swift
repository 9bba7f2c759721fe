// Walking checked expressions: their parts, the series they read, the value of a constant one.
import Functions
import Quantities

extension CheckedExpression {
  /// The expressions directly inside, in source order.
  package var parts: [CheckedExpression] {
    switch kind {
    case .constant, .truth, .parameter, .series, .age, .labelIs, .invalid: []
    case .arithmetic(_, let a, let b), .compare(_, let a, let b): [a, b]
    case .and(let a, let b), .or(let a, let b), .coalesce(let a, let b): [a, b]
    case .sequence(let a, let b, _): [a, b]
    case .negate(let a), .power(let a, _), .not(let a), .state(_, let a), .past(let a, _): [a]
    case .reduction(_, let a, _, _): [a]
    case .scalar(_, let arguments), .metric(_, let arguments): arguments
    case .choose(let condition, let a, let b): [condition, a, b]
    case .window(_, let window):
      if case .ticks(let inner) = window.content { [inner] } else { [] }
    }
  }

  /// The stored series it reads itself, not through its parts.
  package var ownSeries: SeriesReference? {
    switch kind {
    case .series(let reference), .age(let reference): return reference
    case .window(_, let window):
      if case .samples(let reference) = window.content { return reference }
      return nil
    default: return nil
    }
  }

  /// Visits every stored series it reads, in source order.
  package func forEachSeries(_ body: (SeriesReference) -> Void) {
    if let reference = ownSeries { body(reference) }
    for part in parts { part.forEachSeries(body) }
  }

  /// Visits it and everything inside, outer first.
  package func forEachPart(_ body: (CheckedExpression) -> Void) {
    body(self)
    for part in parts { part.forEachPart(body) }
  }
}

extension Checker {
  /// The value of an expression that reads no data, or nil.
  func constantValue(of expression: CheckedExpression) -> Double? {
    let value: Double?
    switch expression.kind {
    case .constant(let number): value = number
    case .parameter(let parameter): value = parameter.key == nil ? parameter.fallback.value : nil
    case .negate(let a): value = constantValue(of: a).map { -$0 }
    case .arithmetic(let sign, let a, let b):
      guard let x = constantValue(of: a), let y = constantValue(of: b) else { return nil }
      switch sign {
      case .add: value = x + y
      case .subtract: value = x - y
      case .multiply: value = x * y
      case .divide: value = x / y
      }
    case .power(let a, let n): value = constantValue(of: a).map { raised($0, n) }
    case .scalar(let function, let arguments):
      let values = arguments.compactMap(constantValue)
      value = values.count == arguments.count ? applied(function, values) : nil
    default: value = nil
    }
    guard let value, value.isFinite else { return nil }
    return value == 0 ? 0 : value
  }

  private func raised(_ base: Double, _ n: Int) -> Double {
    let value = (0..<abs(n)).reduce(1.0) { product, _ in product * base }
    return n < 0 ? 1 / value : value
  }

  /// The functions of numbers that need no library; the others are not folded.
  private func applied(_ function: ScalarFunction, _ x: [Double]) -> Double? {
    switch function {
    case .abs: x[0].magnitude
    case .sqrt: x[0] < 0 ? nil : x[0].squareRoot()
    case .floor: x[0].rounded(.down)
    case .ceil: x[0].rounded(.up)
    case .round: x[0].rounded()
    case .sign: x[0] > 0 ? 1 : x[0] < 0 ? -1 : 0
    case .min: x.min()
    case .max: x.max()
    case .clamp: x[1] <= x[2] ? Swift.min(Swift.max(x[0], x[1]), x[2]) : nil
    case .exp, .ln, .log10: nil
    }
  }
}
