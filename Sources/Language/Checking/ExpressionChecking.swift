// Expressions from syntax to meaning: the dispatch, literals, truth and choice.
import Diagnostics
import Quantities

extension Checker {
  /// What an expression is; it may still be a window, or an event series nobody has summed.
  func raw(_ expression: Expression) -> Operand {
    guard depth < Self.recursionLimit else {
      return fail(tooLarge(expression.range), expression.range)
    }
    depth += 1
    defer { depth -= 1 }
    // A chain of one operator is deep on its left; walking it in a loop costs no stack.
    var chain: [Expression] = []
    var first = expression
    while let left = first.leftOfChain {
      chain.append(first)
      first = left
    }
    var operand = bounded(dispatch(first), first.range)
    for link in chain.reversed() {
      operand = bounded(linked(operand, link), link.range)
    }
    return operand
  }

  private func bounded(_ operand: Operand, _ range: SourceRange) -> Operand {
    guard operand.size <= Self.sizeLimit, operand.depth <= Self.depthLimit else {
      return fail(tooLarge(range), range)
    }
    return operand
  }

  /// An operator of a chain with what stands on its left.
  private func linked(_ left: Operand, _ link: Expression) -> Operand {
    switch link.kind {
    case .binary(let sign, _, let b):
      return arithmetic(sign.value, quantity(settled(left)), quantity(b), link.range)
    case .and(_, let b):
      return truth(condition(settled(left)), condition(b), link.range) { .and($0, $1) }
    case .or(_, let b):
      return truth(condition(settled(left)), condition(b), link.range) { .or($0, $1) }
    default: return invalid(link.range)
    }
  }

  private func dispatch(_ expression: Expression) -> Operand {
    program.work += 1
    let range = expression.range
    switch expression.kind {
    case .or, .and, .binary: return invalid(range)
    case .not(let a): return negated(condition(a), range)
    case .comparison(let first, let rest): return comparison(first, rest, range)
    case .membership(let a, let labels): return membership(a, labels, range)
    case .state(let a, let negated, let test): return state(a, negated, test.value, range)
    case .coalesce(let a, let b): return coalesce(a, b, range)
    case .convert(let a, let unit): return converted(a, unit, range)
    case .negate(let a): return negative(quantity(a), range)
    case .power(let a, let exponent): return power(quantity(a), exponent, range)
    case .qualified(let a, let qualifiers): return qualified(a, qualifiers, range)
    case .selected(let a, let pairs): return selected(a, pairs, range)
    case .over(let a, let keys): return over(a, keys, range)
    case .call(let name, let arguments):
      return call(CallSite(name: name, arguments: arguments, over: nil, range: range))
    case .choose(let c, let a, let b): return choice(condition(c), quantity(a), quantity(b), range)
    case .parenthesized(let inner): return raw(inner).relocated(keeping: range, in: scope.source)
    case .number(let literal): return number(literal, range)
    case .string(let text): return self.text(text, range)
    case .name(let name): return named(name, range)
    case .hole: return hole(range)
    case .missing: return invalid(range)
    }
  }

  /// A text is no value; what the syntax has said about it is not said again.
  private func text(_ text: String, _ range: SourceRange) -> Operand {
    if isToldBySyntax(range) { return invalid(range) }
    guard let number = numberInQuotes(text) else {
      return fail(
        problem("E0207", "a text is not a value; texts stand beside label keys, as in"
          + " `symbol == \"BTC\"`", at: range), range)
    }
    let told = Diagnostic(.quotedNumber, SyntaxCode.quotedNumberMessage, scope.source, range)
    return fail(
      told.suggesting(Suggestion("write `\(number)`", replacing: range, with: number)), range)
  }

  /// The value of an expression at a tick, a quantity or a condition.
  func value(_ expression: Expression) -> Operand { settled(raw(expression)) }

  /// Refuses windows and bare events, which have no value at a tick.
  func settled(_ operand: Operand) -> Operand {
    let range = operand.expression.range
    if operand.isInvalid { return operand }
    if operand.window != nil {
      let fix = "avg(\(windowText(operand)))"
      return fail(
        problem("E0503", "a window holds many values; take a statistic of it, such as `\(fix)`",
          at: range
        ).suggesting(Suggestion("write `\(fix)`", replacing: range, with: fix)), range)
    }
    if let reference = operand.series, reference.schema.kind == .event {
      let text = operand.expression.text
      let width = reference.schema.every * 5
      return fail(
        problem("E0501", "`\(text)` is an event series: it has no value at a moment, only sums"
          + " over a window", at: range
        ).suggesting(
          Suggestion("write `sum(\(text)[\(width.literal)])`", replacing: range,
            with: "sum(\(text)[\(width.literal)])")), range)
    }
    return operand
  }

  /// The value of an expression that must be a number.
  func quantity(_ expression: Expression) -> Operand { quantity(value(expression)) }

  /// The same operand where it is a number, otherwise an error told.
  func quantity(_ operand: Operand) -> Operand {
    guard !operand.isInvalid else { return operand }
    if let words = operand.expression.states {
      return fail(stateProblem(operand, words), operand.expression.range)
    }
    guard operand.dimension == nil else { return operand }
    let range = operand.expression.range
    let text = operand.expression.text
    return fail(
      problem("E0307", "`\(text)` is yes or no; a quantity is needed here", at: range)
        .noting("to count or weigh it: `if \(text) then 1 else 0`"), range)
  }

  /// The value of an expression that must be yes or no.
  func condition(_ expression: Expression) -> Operand { condition(value(expression)) }

  /// The same operand where it is yes or no, otherwise an error told.
  private func condition(_ operand: Operand) -> Operand {
    guard !operand.isInvalid, let dimension = operand.dimension else { return operand }
    let range = operand.expression.range
    if let words = operand.expression.states { return fail(stateProblem(operand, words), range) }
    let text = operand.expression.text
    let example = dimension.isRatio ? "0" : "0 \(operand.expression.unit?.text ?? "")"
    return fail(
      problem("E0308", "`\(text)` is a quantity (\(dimension.words)); a condition is needed here",
        at: range
      ).noting("compare it: `\(text) > \(example)`"), range)
  }

  private func tooLarge(_ range: SourceRange) -> Diagnostic {
    problem("E0209", "the expression grows beyond \(Self.sizeLimit) parts or \(Self.depthLimit)"
      + " levels once its lets and functions are in place; publish a part of it with `record`,"
      + " or shorten it", at: range)
  }

  // MARK: - Literals

  private func number(_ literal: NumberLiteral, _ range: SourceRange) -> Operand {
    let unit = literal.unit?.value ?? .ratio
    let value = unit.baseValue(ofDecimal: literal.digits, extraShift: literal.shift)
    guard let value, value.isFinite else {
      return fail(
        problem("E0701", "`\(scope.source.oneLine(range))` is beyond the range of numbers",
          at: range), range)
    }
    // `15m/1h` is a ratio that nobody reads in `m/h`.
    let isPlain = unit.dimension.isRatio && !["x", "%", "bps"].contains(unit.text)
    var operand = Operand(constant(value, isPlain ? .ratio : unit, range))
    operand.literal = literal
    if literal.unit == nil {
      operand.bare = [BareLiteral(source: scope.source, range: range, value: value)]
    }
    return operand
  }

  /// A constant at a range of the text being checked.
  func constant(_ value: Double, _ unit: Unit, _ range: SourceRange) -> CheckedExpression {
    CheckedExpression(
      .constant(value == 0 ? 0 : value), type: .quantity(unit.dimension), unit: unit, keys: [],
      range: range, source: scope.source)
  }

  private func hole(_ range: SourceRange) -> Operand {
    var operand = invalid(range)
    operand.isHole = context.isInteractive
    if operand.isHole { holes.append((scope.source, range)) }
    return operand
  }

  // MARK: - Truth

  /// A condition made of two.
  func truth(
    _ a: Operand, _ b: Operand, _ range: SourceRange,
    _ make: (CheckedExpression, CheckedExpression) -> CheckedExpression.Kind
  ) -> Operand {
    guard !a.isInvalid, !b.isInvalid, let keys = joinedKeys(a, b, range) else {
      return invalid(range)
    }
    return built(
      CheckedExpression(
        make(a.expression, b.expression), type: .truth, keys: keys, range: range,
        source: scope.source), from: [a, b])
  }

  /// `not a`.
  func negated(_ a: Operand, _ range: SourceRange) -> Operand {
    if a.isInvalid { return a }
    return built(
      CheckedExpression(
        .not(a.expression), type: .truth, keys: a.keys, range: range, source: scope.source),
      from: [a])
  }

  private func state(
    _ expression: Expression, _ isNegated: Bool, _ test: StateTest, _ range: SourceRange
  ) -> Operand {
    let a = value(expression)
    if a.isInvalid { return invalid(range) }
    let tested = built(
      CheckedExpression(
        .state(test, a.expression), type: .truth, keys: a.keys, range: range,
        source: scope.source), from: [a])
    return isNegated ? negated(tested, range) : tested
  }

  // MARK: - Choice

  private func choice(
    _ condition: Operand, _ a: Operand, _ b: Operand, _ range: SourceRange
  ) -> Operand {
    guard !condition.isInvalid,
      let (x, y) = unified(a, b, Meeting(verb: "choose between", code: "E0302", range: range)),
      let inner = joinedKeys(x, y, range)
    else { return invalid(range) }
    var result = built(
      CheckedExpression(
        .choose(condition.expression, x.expression, y.expression), type: x.expression.type,
        unit: x.expression.unit, keys: inner, range: range, source: scope.source),
      from: [condition, x, y])
    guard let keys = joinedKeys(condition, result, range) else { return invalid(range) }
    result.expression = result.expression.keyed(keys)
    if let left = x.bare, let right = y.bare { result.bare = left + right }
    return result
  }

  private func coalesce(_ a: Expression, _ b: Expression, _ range: SourceRange) -> Operand {
    let meeting = Meeting(verb: "replace", code: "E0302", range: range)
    guard let (x, y) = unified(quantity(a), quantity(b), meeting),
      let keys = joinedKeys(x, y, range)
    else { return invalid(range) }
    return built(
      CheckedExpression(
        .coalesce(x.expression, y.expression), type: x.expression.type, unit: x.expression.unit,
        keys: keys, range: range, source: scope.source), from: [x, y])
  }

  /// An operand whose size and depth follow from its parts.
  func built(_ expression: CheckedExpression, from parts: [Operand]) -> Operand {
    var operand = Operand(expression)
    operand.size = parts.reduce(1) { $0 + $1.size }
    operand.depth = 1 + (parts.map(\.depth).max() ?? 0)
    return operand
  }
}

extension Expression {
  /// The left operand of a binary operator that chains, or nil.
  fileprivate var leftOfChain: Expression? {
    switch kind {
    case .binary(_, let a, _), .and(let a, _), .or(let a, _): a
    default: nil
    }
  }
}

extension Operand {
  /// The same operand with its parentheses, still a literal where it was one.
  func relocated(keeping range: SourceRange, in source: SourceText) -> Operand {
    guard bare == nil, literal == nil else { return self }
    return relocated(to: range, in: source)
  }
}

extension CheckedExpression {
  /// The same value with these keys.
  func keyed(_ keys: [String]) -> CheckedExpression {
    var copy = CheckedExpression(
      kind, type: type, unit: unit, keys: keys, range: range, source: source)
    copy.name = name
    copy.spelling = spelling
    return copy
  }
}
