// The values of an expression, one row per tick and key.
package import Columns
import Evaluation
package import Language
package import Quantities

/// The values of one expression over the ticks of a run.
package struct QueryResult: Sendable {
  /// The values of one key at consecutive ticks.
  package struct Line: Sendable {
    package let key: Labels
    package let start: Timestamp
    package let step: TimeSpan
    /// Base units, NaN where unknown; 0 and 1 for a truth.
    package var values: [Double]

    /// The time of a row.
    package func time(at index: Int) -> Timestamp { start + step * Int64(index) }
    /// The time after the last row.
    package var end: Timestamp { time(at: values.count) }
  }

  package let expression: CheckedExpression
  /// Sorted by key.
  package var lines: [Line]
  private let inspector: Inspector

  /// The name of the value's column: the expression as written.
  package var name: String {
    expression.source.slice(expression.range).split(whereSeparator: \.isWhitespace)
      .joined(separator: " ")
  }

  /// The unit values are printed in; nil for a truth.
  package var unit: Unit? { expression.unit }

  /// Rows over all keys.
  package var rowCount: Int { lines.reduce(0) { $0 + $1.values.count } }

  /// Evaluates the last bare expression of a program; nil where there is none, or where it is
  /// cancelled on the way.
  package static func make(
    _ run: PlannedRun, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) -> QueryResult? {
    guard let expression = run.program.expressions.last else { return nil }
    let wanted = run.program.expressions.count - 1
    var lines: [Labels: Line] = [:]
    if let range = run.range {
      let evaluation = Evaluation(plan: run.plan, store: run.store, range: range)
      do {
        try evaluation.run { frame in
          if isCancelled() { throw CancellationError() }
          guard case .expression(wanted) = run.plan.outputs[frame.output].source else { return }
          let values = frame.values.first ?? frame.conditions.first.map(numbers) ?? []
          var line =
            lines.removeValue(forKey: frame.key)
            ?? Line(key: frame.key, start: frame.start, step: frame.step, values: [])
          line.values += values
          lines[frame.key] = line
        }
      } catch {
        return nil
      }
    }
    return QueryResult(
      expression: expression, lines: lines.values.sorted { $0.key < $1.key },
      inspector: run.inspector)
  }

  /// Only the newest tick.
  package func newest() -> QueryResult {
    guard let last = lines.map(\.end).max() else { return self }
    var copy = self
    copy.lines = lines.compactMap { line in
      guard line.end == last, let value = line.values.last else { return nil }
      return Line(
        key: line.key, start: line.time(at: line.values.count - 1), step: line.step,
        values: [value])
    }
    return copy
  }

  /// Why a row is unknown.
  package func reasons(_ line: Line, _ index: Int) -> [String] {
    inspector.reasons(of: expression, key: line.key, at: line.time(at: index))
  }

  /// Every row in order of time, then key, until the closure says false.
  package func eachRow(_ visit: (Line, Int) -> Bool) {
    guard let first = lines.map(\.start).min(), let last = lines.map(\.end).max(),
      let step = lines.first?.step
    else { return }
    var time = first
    while time < last {
      for line in lines where line.start <= time && time < line.end {
        let index = Int((time - line.start).nanoseconds / step.nanoseconds)
        if !visit(line, index) { return }
      }
      time = time + step
    }
  }
}

/// Truths as numbers: 0, 1, NaN where unknown.
private func numbers(_ column: TruthColumn) -> [Double] {
  column.truths.map { $0 == 2 ? .nan : Double($0) }
}
