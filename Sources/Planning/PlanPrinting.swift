// The printed form of a plan: one line a node, inputs by number, shared nodes marked.
import Columns
import Functions
import Language
import Quantities

extension Plan: CustomStringConvertible {
  /// Every node on its own line, then every output; the same for the same program.
  package var description: String {
    var uses = [Int](repeating: 0, count: nodes.count)
    for node in nodes { for input in node.inputs { uses[input] += 1 } }
    for output in outputs { for root in output.conditions + output.values { uses[root] += 1 } }
    var lines: [String] = []
    for (index, node) in nodes.enumerated() {
      let inputs = node.inputs.map { "%\($0)" }.joined(separator: ", ")
      var line = "%\(index) = \(node.operation)"
      if !inputs.isEmpty { line += " \(inputs)" }
      line += " by (\(node.keys.joined(separator: ", ")))"
      if node.step != .minutes(1) { line += " every \(node.step.literal)" }
      if node.lookback > 0 { line += " from \(node.lookback) ticks before" }
      if uses[index] > 1 { line += "  # used \(uses[index]) times" }
      lines.append(line)
    }
    for output in outputs {
      let roots = (output.conditions + output.values).map { "%\($0)" }.joined(separator: ", ")
      lines.append("\(output.title) by (\(output.keys.joined(separator: ", "))): \(roots)")
    }
    return lines.joined(separator: "\n")
  }
}

extension Plan.Output {
  fileprivate var title: String {
    switch source {
    case .alert: "alert \(name)"
    case .record: "record \(name)"
    case .label: "label \(name)"
    case .expression: name
    }
  }
}

extension Operation: CustomStringConvertible {
  package var description: String {
    switch self {
    case .constant(let value): value.isNaN ? "unknown" : "constant \(shortestDecimal(value))"
    case .truth(let value): "constant \(value)"
    case .parameter(let table): "parameter \(table.name) per \(table.key)"
    case .labelIs(let key, let among): "label \(key) in {\(among.joined(separator: ", "))}"
    case .asOf(let series, let shift): "as-of \(series.printed)\(ago(shift))"
    case .age(let series, let shift): "age \(series.printed)\(ago(shift))"
    case .arithmetic(let sign): "arithmetic \(sign.rawValue)"
    case .negate: "negate"
    case .power(let exponent): "power \(exponent)"
    case .scalar(let function): "\(function.rawValue)"
    case .metric(let call): call.printed
    case .sampleFrame(let frame):
      "samples \(frame.printed) known \(frame.needed) of \(frame.count) ticks"
    case .eventFrame(let frame): "events \(frame.printed)"
    case .tickFrame(let count, let needed): "ticks \(count) known \(needed)"
    case .statistic(let statistic, let q):
      statistic.rawValue + (q.map { " \(shortestDecimal($0))" } ?? "")
    case .difference(let width, let perSecond):
      "\(perSecond ? "rate" : "change") over \(width.literal)"
    case .increase(let frame, let perSecond):
      "\(perSecond ? "rate" : "change") of counter \(frame.printed)"
    case .reduction(let reduction): reduction.printed
    case .compare(let relation): "compare \(relation.rawValue)"
    case .and: "and"
    case .or: "or"
    case .not: "not"
    case .state(let test): "is \(test.rawValue)"
    case .coalesce: "coalesce"
    case .choose: "choose"
    case .sequence(let within): "sequence within \(within) ticks"
    }
  }
}

private func ago(_ shift: TimeSpan) -> String {
  if shift == .zero { return "" }
  if shift < .zero { return " \(TimeSpan(nanoseconds: 0 &- shift.nanoseconds).literal) ahead" }
  return " \(shift.literal) ago"
}

extension SeriesReference {
  fileprivate var printed: String {
    var text = schema.name
    if !selection.pairs.isEmpty { text += selection.description }
    return text + "[age <= \(ageLimit.literal)]"
  }
}

extension SampleFrame {
  fileprivate var printed: String { "\(series.printed) over \(width.literal)\(ago(shift))" }
}

extension MetricCall {
  /// The name with the constants of the call.
  fileprivate var printed: String {
    let constants = zip(function?.parameters ?? [], numbers).compactMap { parameter, number in
      switch parameter.kind {
      case .constant: "\(parameter.name) \(shortestDecimal(number))"
      case .word(let words): words.indices.contains(Int(number)) ? words[Int(number)] : nil
      case .value, .possible, .samples: String?.none
      }
    }
    return (["metric \(name)"] + constants).joined(separator: ", ")
  }
}

extension GroupReduction {
  fileprivate var printed: String {
    let head = metric?.printed ?? (kind == .topk ? "largest \(count)" : kind.rawValue)
    return "\(head) over (\(over.joined(separator: ", ")))\(ago(shift))"
  }
}
