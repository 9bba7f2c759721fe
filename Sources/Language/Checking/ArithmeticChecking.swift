// Arithmetic: dimensions multiply and divide, bare numbers adopt, constants fold.
import Columns
import Diagnostics
import Quantities

/// Two quantities that must be of one kind, and what is done with them.
struct Meeting {
  /// `compare`, `add`, …
  let verb: String
  let code: String
  let range: SourceRange
}

extension Checker {
  /// `a op b`.
  func arithmetic(
    _ sign: ArithmeticOperator, _ a: Operand, _ b: Operand, _ range: SourceRange
  ) -> Operand {
    switch sign {
    case .add, .subtract: sum(sign, a, b, range)
    case .multiply, .divide: product(sign, a, b, range)
    }
  }

  private func sum(
    _ sign: ArithmeticOperator, _ a: Operand, _ b: Operand, _ range: SourceRange
  ) -> Operand {
    let verb = sign == .add ? "add" : "subtract"
    let meeting = Meeting(verb: verb, code: "E0302", range: range)
    guard let (x, y) = unified(a, b, meeting) else { return invalid(range) }
    var result = combined(sign, x, y, range)
    if let left = x.bare, let right = y.bare, !result.isInvalid { result.bare = left + right }
    return result
  }

  private func product(
    _ sign: ArithmeticOperator, _ a: Operand, _ b: Operand, _ range: SourceRange
  ) -> Operand {
    guard !a.isInvalid, !b.isInvalid, let x = a.dimension, let y = b.dimension else {
      return invalid(range)
    }
    let dimension = sign == .multiply ? x * y : x / y
    guard dimension.isReasonable else {
      return fail(
        problem("E0312", "the unit of the result has an exponent beyond 32", at: range), range)
    }
    var result = combined(sign, a, b, range)
    if let left = a.bare, let right = b.bare, !result.isInvalid {
      result.bare = sign == .divide || largest(left) >= largest(right) ? left : right
    }
    return result
  }

  private func largest(_ literals: [BareLiteral]) -> Double {
    literals.map(\.value.magnitude).max() ?? 0
  }

  private func combined(
    _ sign: ArithmeticOperator, _ a: Operand, _ b: Operand, _ range: SourceRange
  ) -> Operand {
    let unit = resultUnit(sign, a.expression, b.expression)
    if let x = a.constant, let y = b.constant, let value = folded(sign, x, y) {
      return Operand(constant(value, unit, range))
    }
    guard let keys = joinedKeys(a, b, range) else { return invalid(range) }
    return built(
      CheckedExpression(
        .arithmetic(sign, a.expression, b.expression), type: .quantity(unit.dimension),
        unit: unit, keys: keys, range: range, source: scope.source), from: [a, b])
  }

  private func folded(_ sign: ArithmeticOperator, _ x: Double, _ y: Double) -> Double? {
    let value: Double
    switch sign {
    case .add: value = x + y
    case .subtract: value = x - y
    case .multiply: value = x * y
    case .divide: value = x / y
    }
    return value.isFinite ? value : nil
  }

  /// The unit a result is printed in.
  private func resultUnit(
    _ sign: ArithmeticOperator, _ a: CheckedExpression, _ b: CheckedExpression
  ) -> Unit {
    let x = a.unit ?? .ratio
    let y = b.unit ?? .ratio
    if sign == .add || sign == .subtract { return x }
    let dimension = sign == .multiply ? x.dimension * y.dimension : x.dimension / y.dimension
    if y.dimension.isRatio, !x.dimension.isRatio { return x }
    if sign == .multiply, x.dimension.isRatio, !y.dimension.isRatio { return y }
    if y.text == "x", case .constant = b.kind { return x }
    if sign == .multiply, dimension.isRatio, x.dimension.isRatio {
      return x.text == "x" ? y : x
    }
    guard dimension.isRatio, !x.dimension.isRatio else { return Unit.base(of: dimension) }
    return [x, y].contains { $0.text.hasPrefix("%") } ? .percent : .ratio
  }

  /// `-a`.
  func negative(_ a: Operand, _ range: SourceRange) -> Operand {
    guard !a.isInvalid, let unit = a.expression.unit else { return invalid(range) }
    if let value = a.constant {
      var result = Operand(constant(-value, unit, range))
      result.bare = a.bare
      result.literal = a.literal.map {
        NumberLiteral(digits: "-" + $0.digits, magnitude: $0.magnitude, unit: $0.unit)
      }
      return result
    }
    return built(
      CheckedExpression(
        .negate(a.expression), type: a.expression.type, unit: unit, keys: a.keys, range: range,
        source: scope.source), from: [a])
  }

  /// `a ^ n`.
  func power(_ a: Operand, _ exponent: Spelled<Int>, _ range: SourceRange) -> Operand {
    guard !a.isInvalid, let dimension = a.dimension else { return invalid(range) }
    let n = exponent.value
    guard (-16...16).contains(n), dimension.largestExponent * abs(n) <= 32 else {
      return fail(
        problem("E0312", "the exponent \(n) is out of range; powers go from 1 to 16, and the"
          + " exponents of a unit to 32", at: exponent.range), range)
    }
    if a.bare != nil, let base = a.constant, let value = wholePower(base, n) {
      var result = Operand(constant(value, .ratio, range))
      result.bare = [BareLiteral(source: scope.source, range: range, value: value)]
      return result
    }
    let result = dimension.power(n)
    let unit = n == 1 || dimension.isRatio ? a.expression.unit ?? .ratio : Unit.base(of: result)
    return built(
      CheckedExpression(
        .power(a.expression, n), type: .quantity(result),
        unit: dimension.isRatio ? .ratio : unit, keys: a.keys, range: range,
        source: scope.source), from: [a])
  }

  private func wholePower(_ base: Double, _ n: Int) -> Double? {
    var value = 1.0
    for _ in 0..<abs(n) { value *= base }
    if n < 0 { value = 1 / value }
    return value.isFinite ? value : nil
  }

  /// `a -> unit`.
  func converted(_ a: Expression, _ unit: Spelled<Unit>, _ range: SourceRange) -> Operand {
    let operand = quantity(a)
    guard !operand.isInvalid, let dimension = operand.dimension else { return invalid(range) }
    if operand.bare != nil {
      guard unit.value.dimension.isRatio else {
        return fail(
          problem("E0306", "`\(operand.expression.text)` is a plain number; write its unit,"
            + " `\(operand.expression.text) \(unit.value.text)`", at: range), range)
      }
    }
    guard dimension == unit.value.dimension else {
      return fail(conversionProblem(operand, unit), range)
    }
    var result = operand.relocated(to: range, in: scope.source)
    result.expression = result.expression.printed(in: unit.value)
    result.bare = nil
    return result
  }

  private func conversionProblem(_ operand: Operand, _ unit: Spelled<Unit>) -> Diagnostic {
    let text = operand.expression.text
    let from = operand.dimension?.words ?? ""
    let diagnostic = problem(
      "E0306", "cannot convert `\(text)` (\(from)) to \(unit.value.text): `->` changes the unit,"
        + " not the kind of quantity", at: unit.range)
    return remedied(diagnostic, operand, to: unit.value.dimension)
  }

  // MARK: - One unit for two operands

  /// Two operands of one dimension, bare numbers with the other's unit; nil after an error.
  func unified(_ a: Operand, _ b: Operand, _ meeting: Meeting) -> (Operand, Operand)? {
    if a.isHole || b.isHole { tellHole(a, b) }
    guard !a.isInvalid, !b.isInvalid else { return nil }
    guard let x = a.dimension, let y = b.dimension else { return nil }
    if a.bare != nil, b.bare != nil { return (a, b) }
    if a.bare != nil, let unit = b.expression.unit {
      guard let adopted = adopted(a, from: b, unit, meeting) else { return nil }
      return (adopted, b)
    }
    if b.bare != nil, let unit = a.expression.unit {
      guard let adopted = adopted(b, from: a, unit, meeting) else { return nil }
      return (a, adopted)
    }
    guard x == y else {
      tell(mismatch(a, b, meeting))
      return nil
    }
    if let told = otherCoin(a, b, meeting) {
      tell(told)
      return nil
    }
    return (a, b)
  }

  /// A bare number with the unit of what it stands beside; nil after an error.
  func adopted(
    _ bare: Operand, from other: Operand, _ unit: Unit, _ meeting: Meeting
  ) -> Operand? {
    if unit.dimension.isRatio {
      if let scale = other.expression.writtenScale, bare.constant != 0, meeting.verb != "give" {
        tell(scaleProblem(bare, beside: other, scale))
        return nil
      }
      var copy = bare
      copy.bare = nil
      return copy
    }
    guard unit.dimension == .usd else {
      tell(bareProblem(bare, beside: other, meeting))
      return nil
    }
    for literal in bare.bare ?? [] {
      program.adoptedUnits.append(
        AdoptedUnit(source: literal.source.name, range: literal.range, unit: "USD"))
    }
    var copy = bare
    copy.bare = nil
    copy.expression = bare.expression.adopting(.usd)
    return copy
  }
}

extension CheckedExpression {
  /// The same bare number in this unit, whose base it is written in.
  fileprivate func adopting(_ unit: Unit) -> CheckedExpression {
    let inner: Kind
    switch kind {
    case .choose(let condition, let a, let b):
      inner = .choose(condition, a.adopting(unit), b.adopting(unit))
    case .scalar(let function, let arguments):
      inner = .scalar(function, arguments.map { $0.adopting(unit) })
    case .negate(let a): inner = .negate(a.adopting(unit))
    case .arithmetic(let sign, let a, let b): inner = .arithmetic(sign, a.adopting(unit), b)
    default: inner = kind
    }
    return CheckedExpression(
      inner, type: .quantity(unit.dimension), unit: unit, keys: keys, range: range, source: source)
  }
}

extension Dimension {
  /// The dimension in words with its article: `a ratio per time`, `USD`.
  var phrase: String { words.hasPrefix("ratio") ? "a \(words)" : words }

  /// True where no exponent is so large that arithmetic on it could wrap.
  var isReasonable: Bool { largestExponent <= 32 }

  /// The size of the largest exponent.
  var largestExponent: Int {
    [usd, coin, contract, time].map { Int($0.magnitude) }.max() ?? 0
  }
}
