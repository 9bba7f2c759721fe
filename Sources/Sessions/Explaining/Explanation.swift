// Why a rule fired at a tick, or why not: one tree, told as text or as JSON.
import Alerting
package import Columns
import Diagnostics
import Evaluation
import Language
package import Quantities
import Sinks

/// What somebody wants explained.
package struct Question: Sendable {
  package let rule: String
  /// The identity, or part of its labels; nil for every identity.
  package let key: Labels?
  package let at: Timestamp
  /// Label values the identity must have, whatever their keys.
  package let values: [String]

  package init(rule: String, key: Labels?, at: Timestamp, values: [String] = []) {
    self.rule = rule
    self.key = key
    self.at = at
    self.values = values
  }
}

extension Question {
  /// The explanations it asks for; refused where there is no such rule, or no such identity.
  func answered(by planned: PlannedRun) -> Result<[Explanation], Refusal> {
    let names = planned.program.alerts.map(\.name) + planned.program.records.map(\.name)
    guard names.contains(rule) else {
      let near = nearest(to: rule, in: names)
      let hint = near.first.map { "; did you mean `\($0)`?" } ?? ""
      return .failure(refusal("E0908", "there is no rule `\(rule)`\(hint)"))
    }
    let found = Explanation.make(self, planned)
    guard found.isEmpty else { return .success(found) }
    let labels = key.map { "\($0)" } ?? values.joined(separator: ", ")
    let asked = labels.isEmpty ? "" : " of \(labels)"
    return .failure(refusal("E0909", "`\(rule)` has no identity\(asked) at \(at)"))
  }

  private func refusal(_ code: String, _ message: String) -> Refusal {
    Refusal(diagnostics: [Diagnostic(code, .error, message, at: .run)], status: .usage)
  }
}

/// The explanations a question asks for: as text without colour, and as a JSON array.
package func explanation(
  of question: Question, over planned: PlannedRun
) -> (text: String, json: String) {
  let found = Explanation.make(question, planned)
  return (
    found.map { $0.text(.plain) }.joined(separator: "\n"), jsonArray(found.map(\.json))
  )
}

/// One identity of one rule at one tick.
struct Explanation {
  let rule: String
  let key: Labels
  let at: Timestamp
  /// Where the alert stands; nil for a record.
  let status: AlertStatus?
  /// The name of the level it shows, or of the highest that is pending.
  let level: String?
  let parts: [Part]

  /// One condition or value of the rule.
  struct Part {
    /// `when`, `until`, `except`, `value`, with the level's name where it has one.
    let title: String
    /// How long it must hold, as written, or nil.
    let hold: String?
    /// How far the hold has come, `3m of 5m`, or nil where nothing has accrued.
    let accrued: String?
    let inspection: Inspection
  }
}

extension Explanation {
  /// The explanations a question asks for, one for each identity it names, sorted by key.
  ///
  /// The tick is the last of the rule's grid at or before the moment asked for.
  static func make(_ question: Question, _ planned: PlannedRun) -> [Explanation] {
    guard let range = planned.range, range.from <= question.at else { return [] }
    let through = EvaluationRange(from: range.from, through: question.at)
    let run = PlannedRun(
      planned.program, over: planned.store, range: through, every: planned.every)
    if let index = run.program.alerts.firstIndex(where: { $0.name == question.rule }) {
      return alert(run.program.alerts[index], question, run)
    }
    guard let record = run.program.records.first(where: { $0.name == question.rule }) else {
      return []
    }
    let at = question.at.roundedDown(to: run.every)
    return identities(of: record.name, run).filter { question.asks($0) }.map { key in
      let inspection = run.inspector.inspect(record.value, key: key, at: at)
      let part = Part(title: "value", hold: nil, accrued: nil, inspection: inspection)
      return Explanation(
        rule: record.name, key: key, at: at, status: nil, level: nil, parts: [part])
    }
  }

  private static func alert(
    _ alert: CheckedAlert, _ question: Question, _ run: PlannedRun
  ) -> [Explanation] {
    let every = alert.every ?? run.every
    let at = question.at.roundedDown(to: every)
    let inspector = run.inspector.with(every: every)
    let states = evaluate(run).states.filter { $0.rule == alert.name && question.asks($0.key) }
    return states.map { state in
      let parts = conditions(of: alert).map { clause in
        Part(
          title: clause.title, hold: clause.hold,
          accrued: clause.level.flatMap {
            state.fold.accrued(level: $0, ofUntil: clause.isUntil)
          },
          inspection: inspector.inspect(clause.condition, key: state.key, at: at))
      }
      let status = state.fold.status
      return Explanation(
        rule: alert.name, key: state.key, at: at, status: status,
        level: status.level.flatMap { alert.levels[$0].name }, parts: parts)
    }
  }

  /// A condition of an alert: of one of its levels, or of an exception.
  private struct Clause {
    let title: String
    var hold: String?
    var level: Int?
    var isUntil = false
    let condition: CheckedExpression
  }

  private static func conditions(of alert: CheckedAlert) -> [Clause] {
    var out: [Clause] = []
    for (index, level) in alert.levels.enumerated() {
      let name = level.name.map { "level \($0) " } ?? ""
      out.append(
        Clause(
          title: name + "when", hold: level.hold.map(words), level: index,
          condition: level.trigger))
      guard let until = level.until else { continue }
      out.append(
        Clause(
          title: name + "until", hold: level.untilHold.map(words), level: index, isUntil: true,
          condition: until))
    }
    for exception in alert.exceptions {
      out.append(
        Clause(title: "except, until \(exception.until)", condition: exception.condition))
    }
    return out
  }

  private static func words(_ hold: Hold) -> String {
    switch hold {
    case .span(let span): "for \(span)"
    case .count(let count, let among): "for \(count) of \(among) ticks"
    case .share(let share, let span): "for \(fixed(share * 100, 0))% of \(span)"
    }
  }

  private static func identities(of name: String, _ run: PlannedRun) -> [Labels] {
    guard let range = run.range else { return [] }
    let evaluation = Evaluation(plan: run.plan, store: run.store, range: range)
    let output = run.plan.outputs.firstIndex { $0.name == name }
    return output.map { evaluation.identities(of: $0).map(\.key) } ?? []
  }
}

extension Question {
  /// True where the question is about this identity.
  fileprivate func asks(_ identity: Labels) -> Bool {
    (key.map(identity.matches) ?? true)
      && values.allSatisfy { value in identity.pairs.contains { $0.value == value } }
  }
}
