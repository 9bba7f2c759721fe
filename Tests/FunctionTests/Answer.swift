// What a kernel answered, and its comparison with what a vector expects.

import Functions

/// An output in the shapes vectors have.
indirect enum Answer: Sendable {
  case number(Double)
  case undefined(String)
  case label(String)
  case list([Answer])
  case record([String: Answer])
  case flags(Set<String>)

  static func of(_ metric: Metric<Double>) -> Answer {
    switch metric.outcome {
    case .success(let value): .number(value)
    case .failure(let reason): .undefined(reason.rawValue)
    }
  }

  static func of(_ flags: MetricFlags) -> Answer { .flags(Set(flags.names)) }
  static func count(_ n: Int) -> Answer { .number(Double(n)) }
  static func numbers(_ values: [Double]) -> Answer { .list(values.map { .number($0) }) }
  static func matrix(_ rows: [[Double]]) -> Answer { .list(rows.map { .numbers($0) }) }

  /// One output of a metric with several; the reason if it has none.
  static func of<T>(_ metric: Metric<T>, _ part: (T) -> Double) -> Answer {
    .of(metric.map(part))
  }

  /// An output that is itself a metric inside a metric.
  static func inner<T>(_ metric: Metric<T>, _ part: (T) -> Metric<Double>) -> Answer {
    .of(metric.flatMap(part))
  }
}

/// The first difference between an answer and what is expected; nil if there is none.
func difference(
  _ answer: Answer, _ expected: JSON, _ tolerance: VectorCase.Tolerance
) -> String? {
  switch (answer, expected) {
  case (.number(let x), .number(let y)):
    let allowed = max(tolerance.abs, tolerance.rel * y.magnitude)
    return (x - y).magnitude <= allowed ? nil : "\(x) is not \(y) within \(allowed)"
  case (.number(let x), .string("+inf")):
    return x == .infinity ? nil : "\(x) is not +inf"
  case (.undefined(let reason), .object(let members)):
    return members["undefined"] == .string(reason) ? nil : "undefined(\(reason)) is not \(members)"
  case (.label(let text), .string(let wanted)):
    return text == wanted ? nil : "\(text) is not \(wanted)"
  case (.flags(let names), .array(let wanted)):
    return names == Set(wanted.compactMap(\.string)) ? nil : "\(names) are not \(wanted)"
  case (.list(let items), .array(let wanted)):
    guard items.count == wanted.count else { return "\(items.count) items, not \(wanted.count)" }
    return zip(items, wanted).lazy.compactMap { difference($0, $1, tolerance) }.first
  case (.record(let members), .object(let wanted)):
    return wanted.sorted { $0.key < $1.key }.lazy.compactMap { key, value in
      guard let member = members[key] else { return "\(key) has no answer" }
      return difference(member, value, tolerance).map { "\(key): \($0)" }
    }.first
  default:
    return "\(answer) is not \(expected)"
  }
}
