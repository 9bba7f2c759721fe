// The syntax of expressions, as written: nothing resolved, nothing checked.
package import Diagnostics
package import Quantities

/// An expression of the rule language with its place in the source.
package struct Expression: Sendable {
  package let kind: Kind
  package let range: SourceRange
  /// How many expressions stand inside one another here, itself included; the parser bounds it.
  package let depth: Int

  package init(_ kind: Kind, _ range: SourceRange) {
    self.kind = kind
    self.range = range
    depth = 1 + kind.operandDepth
  }

  /// What kind of expression it is; the cases follow the grammar from loose to tight.
  package indirect enum Kind: Sendable {
    case or(Expression, Expression)
    case and(Expression, Expression)
    case not(Expression)
    /// `a < b <= c`: the first operand, then each operator with the operand after it.
    case comparison(Expression, [(relation: Spelled<Relation>, operand: Expression)])
    /// `x in {A, "B"}`.
    case membership(Expression, [Spelled<String>])
    /// `x is [not] known`.
    case state(Expression, negated: Bool, Spelled<StateTest>)
    case coalesce(Expression, Expression)
    case convert(Expression, Spelled<Unit>)
    case binary(Spelled<ArithmeticOperator>, Expression, Expression)
    case negate(Expression)
    case power(Expression, Spelled<Int>)
    /// `x[5m, 1d ago, age <= 2h, coverage 100%]`.
    case qualified(Expression, [Qualifier])
    /// `x{symbol: BTC}`.
    case selected(Expression, [KeyValue])
    /// `f(x) over (venue, asset)`.
    case over(Expression, [Spelled<String>])
    case call(Spelled<String>, [Expression])
    case choose(condition: Expression, then: Expression, otherwise: Expression)
    case parenthesized(Expression)
    case number(NumberLiteral)
    case string(String)
    case name(String)
    /// `?`: a typed hole, in the shell only.
    case hole
    /// What recovery put where an expression was missing; already diagnosed.
    case missing
  }
}

extension Expression.Kind {
  /// The depth of the deepest operand.
  fileprivate var operandDepth: Int {
    switch self {
    case .or(let a, let b), .and(let a, let b), .coalesce(let a, let b), .binary(_, let a, let b):
      max(a.depth, b.depth)
    case .comparison(let first, let rest):
      rest.reduce(first.depth) { max($0, $1.operand.depth) }
    case .call(_, let arguments): arguments.reduce(0) { max($0, $1.depth) }
    case .choose(let condition, let then, let otherwise):
      max(condition.depth, then.depth, otherwise.depth)
    case .not(let a), .negate(let a), .parenthesized(let a), .membership(let a, _),
      .state(let a, _, _), .convert(let a, _), .power(let a, _), .qualified(let a, _),
      .selected(let a, _), .over(let a, _):
      a.depth
    case .number, .string, .name, .hole, .missing: 0
    }
  }
}

/// A value of the syntax together with where it is spelled.
package struct Spelled<Value: Sendable>: Sendable {
  package let value: Value
  package let range: SourceRange

  package init(_ value: Value, _ range: SourceRange) {
    self.value = value
    self.range = range
  }
}

extension Spelled: Equatable where Value: Equatable {
  package static func == (a: Spelled, b: Spelled) -> Bool { a.value == b.value }
}

/// `<`, `<=`, `>`, `>=`, `==`, `!=`.
package enum Relation: String, Sendable, CaseIterable {
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case equal = "=="
  case notEqual = "!="
}

/// `+`, `-`, `*`, `/`.
package enum ArithmeticOperator: String, Sendable, CaseIterable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
}

/// The tests that bring an unknown back to two values.
package enum StateTest: String, Sendable, CaseIterable {
  case known
  case stale
  case missing
}

/// A number as written: `5M USD`, `0.01%/8h`, `5_000_000`, `15m`, `0.9`.
package struct NumberLiteral: Sendable {
  /// The digits as written, underscores and point included.
  package let digits: String
  /// `k`, `M`, `B`, or nil.
  package let magnitude: String?
  /// The unit as written, or nil for a bare number.
  package let unit: Spelled<Unit>?

  package init(digits: String, magnitude: String?, unit: Spelled<Unit>?) {
    self.digits = digits
    self.magnitude = magnitude
    self.unit = unit
  }

  /// The power of ten of the magnitude.
  package var shift: Int {
    switch magnitude {
    case "k": 3
    case "M": 6
    case "B": 9
    default: 0
    }
  }
}

/// One item between the brackets of `x[…]`.
package enum Qualifier: Sendable {
  /// `5m`: the width of a window.
  case width(Spelled<TimeSpan>)
  /// `1d ago`: shifts the window or the look back.
  case ago(Spelled<TimeSpan>)
  /// `age <= 2h`: overrides the age limit.
  case age(Spelled<TimeSpan>)
  /// `coverage 100%`: the share of known ticks the window needs, as a ratio.
  case coverage(Spelled<Double>)
  /// `next 4h`: looks ahead; in labels only.
  case next(Spelled<TimeSpan>)
}

/// `key: value` between braces.
package struct KeyValue: Sendable {
  package let key: Spelled<String>
  package let value: Spelled<String>

  package init(key: Spelled<String>, value: Spelled<String>) {
    self.key = key
    self.value = value
  }
}
