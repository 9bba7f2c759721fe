// Small builders of checked expressions and stored series, so that tests need no parser.
import Columns
import Diagnostics
import Functions
import Language
import Quantities

extension CheckedExpression {
  /// The text this expression was built with.
  var text: String { source.slice(range) }

  static func build(
    _ kind: Kind, _ text: String, keys: [String], type: ValueType = .quantity(.ratio)
  ) -> CheckedExpression {
    let source = SourceText(name: "test", text: text)
    return CheckedExpression(
      kind, type: type, unit: type == .truth ? nil : .ratio, keys: keys.sorted(),
      range: SourceRange(0, source.bytes.count), source: source)
  }

  static func number(_ value: Double) -> CheckedExpression {
    build(.constant(value), shortestDecimal(value), keys: [])
  }

  static func series(_ reference: SeriesReference) -> CheckedExpression {
    build(.series(reference), reference.text, keys: reference.free)
  }

  static func age(_ reference: SeriesReference) -> CheckedExpression {
    build(.age(reference), "age(\(reference.text))", keys: reference.free)
  }

  static func parameter(_ parameter: CheckedParameter) -> CheckedExpression {
    build(.parameter(parameter), parameter.name, keys: parameter.key.map { [$0] } ?? [])
  }

  static func label(_ key: String, in among: [String]) -> CheckedExpression {
    build(
      .labelIs(key: key, among: among), "\(key) in {\(among.joined(separator: ", "))}",
      keys: [key], type: .truth)
  }

  /// A statistic over the stored samples of a series.
  static func window(
    _ statistic: WindowStatistic, _ reference: SeriesReference, _ width: TimeSpan,
    _ more: WindowOptions = WindowOptions()
  ) -> CheckedExpression {
    build(
      .window(statistic, more.window(.samples(reference), width)),
      "\(statistic.rawValue)(\(reference.text)[\(more.text(width))])", keys: reference.free)
  }

  /// A statistic over the ticks of an expression.
  static func window(
    _ statistic: WindowStatistic, _ content: CheckedExpression, _ width: TimeSpan,
    _ more: WindowOptions = WindowOptions()
  ) -> CheckedExpression {
    build(
      .window(statistic, more.window(.ticks(content), width)),
      "\(statistic.rawValue)((\(content.text))[\(more.text(width))])", keys: content.keys)
  }

  static func scalar(_ function: ScalarFunction, _ arguments: CheckedExpression...)
    -> CheckedExpression
  {
    build(
      .scalar(function, arguments),
      "\(function.rawValue)(\(arguments.map(\.text).joined(separator: ", ")))",
      keys: arguments.reduce([]) { union($0, $1.keys) })
  }

  static func choose(
    _ condition: CheckedExpression, _ a: CheckedExpression, _ b: CheckedExpression
  ) -> CheckedExpression {
    build(
      .choose(condition, a, b), "if \(condition.text) then \(a.text) else \(b.text)",
      keys: union(condition.keys, union(a.keys, b.keys)), type: a.type)
  }

  static func sequence(
    _ a: CheckedExpression, then b: CheckedExpression, within: TimeSpan
  ) -> CheckedExpression {
    build(
      .sequence(a, b, within: within), "\(a.text) then \(b.text) within \(within.literal)",
      keys: union(a.keys, b.keys), type: .truth)
  }

  func over(_ kind: KeyReduction, _ keys: String..., count: Int? = nil) -> CheckedExpression {
    let keepsKeys = kind == .share || kind == .topk
    return .build(
      .reduction(kind, self, over: keys, count: count),
      "\(kind.rawValue)(\(text)) over (\(keys.joined(separator: ", ")))",
      keys: keepsKeys ? self.keys : self.keys.filter { !keys.contains($0) },
      type: kind == .topk ? .truth : .quantity(.ratio))
  }

  func ago(_ span: TimeSpan) -> CheckedExpression {
    .build(.past(self, span), "\(text)[\(span.literal) ago]", keys: keys, type: type)
  }

  func power(_ n: Int) -> CheckedExpression {
    .build(.power(self, n), "(\(text))^\(n)", keys: keys)
  }

  func isState(_ test: StateTest) -> CheckedExpression {
    .build(.state(test, self), "(\(text)) is \(test.rawValue)", keys: keys, type: .truth)
  }

  func or(else other: CheckedExpression) -> CheckedExpression {
    .build(
      .coalesce(self, other), "\(text) ?? \(other.text)", keys: union(keys, other.keys), type: type)
  }

  func compared(_ relation: Relation, _ other: CheckedExpression) -> CheckedExpression {
    .build(
      .compare(relation, self, other), "\(text) \(relation.rawValue) \(other.text)",
      keys: union(keys, other.keys), type: .truth)
  }

  private func joined(_ sign: ArithmeticOperator, _ b: CheckedExpression) -> CheckedExpression {
    .build(
      .arithmetic(sign, self, b), "(\(text) \(sign.rawValue) \(b.text))", keys: union(keys, b.keys))
  }

  static func + (a: Self, b: Self) -> Self { a.joined(.add, b) }
  static func - (a: Self, b: Self) -> Self { a.joined(.subtract, b) }
  static func * (a: Self, b: Self) -> Self { a.joined(.multiply, b) }
  static func / (a: Self, b: Self) -> Self { a.joined(.divide, b) }
  static func > (a: Self, b: Self) -> Self { a.compared(.greater, b) }
  static func < (a: Self, b: Self) -> Self { a.compared(.less, b) }
  static func > (a: Self, b: Double) -> Self { a.compared(.greater, .number(b)) }
  static func < (a: Self, b: Double) -> Self { a.compared(.less, .number(b)) }
  static prefix func - (a: Self) -> Self { .build(.negate(a), "-\(a.text)", keys: a.keys) }

  static func && (a: Self, b: Self) -> Self {
    .build(.and(a, b), "(\(a.text) and \(b.text))", keys: union(a.keys, b.keys), type: .truth)
  }
  static func || (a: Self, b: Self) -> Self {
    .build(.or(a, b), "(\(a.text) or \(b.text))", keys: union(a.keys, b.keys), type: .truth)
  }
  static prefix func ! (a: Self) -> Self {
    .build(.not(a), "not (\(a.text))", keys: a.keys, type: .truth)
  }
}

/// What a window may say besides its width.
struct WindowOptions {
  var shift = TimeSpan.zero
  var coverage = 0.8
  var ahead = false
  var quantile: Double?

  func window(_ content: Window.Content, _ width: TimeSpan) -> Window {
    Window(
      content: content, width: width, shift: shift, coverage: coverage, looksAhead: ahead,
      quantile: quantile)
  }

  func text(_ width: TimeSpan) -> String {
    var text = ahead ? "next \(width.literal)" : width.literal
    if shift != .zero { text += ", \(shift.literal) ago" }
    if coverage != 0.8 { text += ", coverage \(shortestDecimal(coverage * 100))%" }
    return text
  }
}

func union(_ a: [String], _ b: [String]) -> [String] {
  (a + b.filter { !a.contains($0) }).sorted()
}

extension SeriesReference {
  var free: [String] { schema.keys.filter { selection[$0] == nil } }
  var text: String { schema.name + (selection.pairs.isEmpty ? "" : selection.description) }

  /// A reference to a series of this name by symbol, with the usual cadence of the fixtures.
  static func named(
    _ name: String, _ kind: SeriesKind = .gauge, keys: [String] = ["symbol"],
    stale: TimeSpan = .seconds(30)
  ) -> SeriesReference {
    let schema = SeriesSchema(name: name, kind: kind, unit: .ratio, keys: keys, stale: stale)
    return SeriesReference(schema: schema, ageLimit: stale)
  }

  /// The same series, its rows seen so much later.
  func lagging(_ lag: TimeSpan) -> SeriesReference {
    var late = schema
    late.lag = lag
    return SeriesReference(schema: late, ageLimit: ageLimit, selection: selection)
  }

  func selecting(_ pairs: (String, String)...) -> SeriesReference {
    SeriesReference(schema: schema, ageLimit: ageLimit, selection: Labels(pairs))
  }

  func aged(_ limit: TimeSpan) -> SeriesReference {
    SeriesReference(schema: schema, ageLimit: limit, selection: selection)
  }

  /// A stored series: for each symbol, its samples as seconds and value.
  func stored(_ tracks: [String: [(Int64, Double)]], pulse: [Int64] = []) -> Series {
    stored(
      tracks.map { (Labels([("symbol", $0.key)]), $0.value) }, pulse: pulse)
  }

  func stored(_ tracks: [(Labels, [(Int64, Double)])], pulse: [Int64] = []) -> Series {
    Series(
      schema: schema,
      tracks: tracks.map { labels, rows in
        Track(
          labels: labels, times: rows.map { $0.0 * 1_000_000_000 }, values: rows.map(\.1))
      },
      pulse: pulse.map { $0 * 1_000_000_000 })
  }
}
