// The tree of an explanation: details and parts of every expression.
import Columns
import Functions
import Language
import Planning
import Quantities

extension Inspector {
  /// What there is to say about an expression besides its value.
  func detail(
    of e: CheckedExpression, _ key: Labels, _ at: Timestamp
  ) -> Inspection.Detail? {
    switch e.kind {
    case .series(let reference), .age(let reference):
      let row = latest(reference, key, at)
      let age = row.map { TimeSpan(nanoseconds: at.nanoseconds &- $0.time) }
      return .series(age: age, limit: reference.ageLimit)
    case .parameter(let parameter):
      let own = parameter.key.flatMap { key[$0] }
      let label = own.flatMap { label in
        parameter.entries.contains { $0.label == label } ? label : nil
      }
      return .parameter(label: label, origin: parameter.entry(for: key).origin)
    case .window(_, let window):
      let held = holding(PlacedWindow(window, at: at), key)
      return .window(samples: held.values.count, known: held.known, ticks: held.ticks)
    case .compare(_, let a, let b): return margin(a, b, key, at).map { .comparison($0) }
    case .sequence(let a, let b, let within):
      return .sequence(firstAt: waiting((a, b), within, key, at))
    default: return nil
    }
  }

  private func margin(
    _ a: CheckedExpression, _ b: CheckedExpression, _ key: Labels, _ at: Timestamp
  ) -> Margin? {
    guard let left = value(of: a, key: key, at: at),
      let right = value(of: b, key: key, at: at)
    else {
      return nil
    }
    let difference = left == right ? 0 : left - right
    let unit = a.unit ?? b.unit ?? a.type.baseUnit
    return Margin(
      absolute: Quantity(base: difference, unit: unit),
      relative: right == 0 ? nil : difference / right.magnitude)
  }

  /// The latest tick at which A was true without B being true since.
  private func waiting(
    _ pair: (first: CheckedExpression, second: CheckedExpression), _ within: TimeSpan,
    _ key: Labels, _ at: Timestamp
  ) -> Timestamp? {
    for (index, tick) in sequenceTicks(within, at).enumerated() {
      if index > 0, truth(of: pair.second, key: key, at: tick) == .yes { return nil }
      if truth(of: pair.first, key: key, at: tick) == .yes { return tick }
    }
    return nil
  }

  /// The parts of an expression: operands, the members of a group, the content of a window.
  func parts(of e: CheckedExpression, _ key: Labels, _ at: Timestamp) -> [Inspection] {
    switch e.kind {
    case .past(let inner, let span):
      return [leading(by: span).inspect(inner, key: key, at: at - span)]
    case .window(_, let window):
      guard case .ticks(let content) = window.content else { return [] }
      let end = PlacedWindow(window, at: at).end.roundedDown(to: every)
      let there = leading(by: PlacedWindow(window, at: at).lead).onGrid
      return [there.inspect(content, key: key, at: end)]
    case .reduction(_, let source, let over, _):
      return members(of: source, over: over, key, at).map { labels in
        var member = inspect(source, key: labels, at: at)
        member.labels = labels
        return member
      }
    case .metric(let call, let arguments) where !call.over.isEmpty:
      return metricMembers(of: e, call, arguments, (key, at)).flatMap { labels in
        arguments.filter { !$0.keys.allSatisfy(e.keys.contains) }.map { argument in
          var part = inspect(argument, key: labels, at: at)
          part.labels = labels
          return part
        }
      }
    case .choose(let condition, let a, let b):
      let test = inspect(condition, key: key, at: at)
      switch test.truth {
      case .yes: return [test, inspect(a, key: key, at: at)]
      case .no: return [test, inspect(b, key: key, at: at)]
      default: return [test]
      }
    default: return e.children.map { inspect($0, key: key, at: at) }
    }
  }
}
