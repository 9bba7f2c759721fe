// One headless evaluation: frames folded into events, in the order of the log.
package import Alerting
package import Columns
import Evaluation
import Language
import Quantities
package import Sinks

/// What an evaluation came to.
package struct RunResult: Sendable {
  /// Every event in the order of the log.
  package var transitions: [Transition] = []
  /// The state of every identity at the last tick, by rule in file order, then key.
  package var states: [IdentityState] = []
  package var summary = RunSummary()
  package var status = ExitStatus.quiet
}

/// Where one identity of one rule stands at the last tick.
package struct IdentityState: Sendable {
  package let rule: String
  package let ruleIndex: Int
  package let key: Labels
  package let fold: AlertFold
}

/// Evaluates what was prepared; where it is cancelled on the way the result means nothing.
package func evaluate(
  _ prepared: Preparation, reportsPending: Bool = false,
  isCancelled: @escaping @Sendable () -> Bool = { false }
) -> RunResult {
  var result = evaluate(
    prepared.run, reportsPending: reportsPending, isCancelled: isCancelled)
  let report = prepared.report
  result.summary.rowsRead = report.rows
  result.summary.rejected = report.rejectedRows + report.rejectedCells
  result.summary.duplicated = report.duplicates
  result.summary.late = report.late
  return result
}

/// Evaluates a planned run.
package func evaluate(
  _ planned: PlannedRun, reportsPending: Bool = false,
  isCancelled: @escaping @Sendable () -> Bool = { false }
) -> RunResult {
  var folds = RunFold(planned: planned, reportsPending: reportsPending)
  if let range = planned.range {
    let evaluation = Evaluation(plan: planned.plan, store: planned.store, range: range)
    let parts = evaluation.fold(
      into: folds, threads: processorCount, isCancelled: isCancelled
    ) { $0.take($1) }
    for part in parts { folds.merge(part) }
  }
  return folds.result()
}

/// The folds of a run, fed frame by frame.
private struct RunFold: Sendable {
  let planned: PlannedRun
  let reportsPending: Bool
  let narrator: Narrator
  /// Where each alert stands in its file.
  private let places: [String]
  private var folds: [Identity: AlertFold] = [:]
  private var told: [Identity: Double?] = [:]
  private var transitions: [Transition] = []

  private struct Identity: Hashable, Sendable {
    let output: Int
    let key: Labels
  }

  init(planned: PlannedRun, reportsPending: Bool) {
    self.planned = planned
    self.reportsPending = reportsPending
    places = planned.program.alerts.map(\.place)
    narrator = Narrator(inspector: planned.inspector)
  }

  mutating func take(_ frame: Frame) {
    switch planned.plan.outputs[frame.output].source {
    case .alert(let index): fold(frame, planned.program.alerts[index], index)
    case .record(let index): publish(frame, planned.program.records[index], index)
    default: break
    }
  }

  private mutating func fold(_ frame: Frame, _ alert: CheckedAlert, _ index: Int) {
    let identity = Identity(output: frame.output, key: frame.key)
    var fold = folds.removeValue(forKey: identity) ?? AlertFold(AlertShape(alert))
    fold.advance(frame) { turn in
      if turn.event == .pending && !reportsPending { return }
      transitions.append(
        narrator.on(alert.every)
          .transition(turn, of: alert, (index, places[index]), key: frame.key))
    }
    folds[identity] = fold
  }

  /// A record speaks at its first tick and whenever its value changes.
  private mutating func publish(_ frame: Frame, _ record: CheckedRecord, _ index: Int) {
    let identity = Identity(output: frame.output, key: frame.key)
    let values = frame.values.first ?? []
    for (tick, value) in values.enumerated() {
      let now = value.isNaN ? nil : value
      if let last = told[identity], last == now { continue }
      told[identity] = .some(now)
      transitions.append(event(of: record, index, (frame.key, frame.time(at: tick)), value: now))
    }
  }

  private func event(
    of record: CheckedRecord, _ index: Int, _ moment: (key: Labels, time: Timestamp),
    value: Double?
  ) -> Transition {
    let position = record.source.position(at: record.range.lower)
    var out = Transition(
      event: .record, kind: .record, rule: record.name,
      ruleIndex: planned.program.alerts.count + index, key: moment.key, at: moment.time,
      source: "\(record.source.name):\(position.line):\(position.column)")
    out.since = moment.time
    out.values = [
      ReportedValue(name: record.name, base: value, unit: record.value.unit ?? .ratio)
    ]
    if value == nil {
      out.reasons = narrator.inspector.reasons(of: record.value, key: moment.key, at: moment.time)
    }
    return out
  }

  /// Takes in the folds of other identities.
  mutating func merge(_ other: RunFold) {
    folds.merge(other.folds) { $1 }
    transitions += other.transitions
  }

  func result() -> RunResult {
    var result = RunResult()
    result.transitions = inLogOrder(transitions)
    result.states = folds.map { identity, fold in
      IdentityState(
        rule: planned.plan.outputs[identity.output].name, ruleIndex: identity.output,
        key: identity.key, fold: fold)
    }.sorted { ($0.ruleIndex, $0.key) < ($1.ruleIndex, $1.key) }
    result.summary = summary(result.states)
    result.status = status(result.states)
    return result
  }

  private func summary(_ states: [IdentityState]) -> RunSummary {
    var summary = RunSummary()
    summary.keys = Set(states.map(\.key)).count
    summary.ticks = states.map(\.fold.tally.ticks).max() ?? 0
    for (index, output) in planned.plan.outputs.enumerated() {
      guard case .alert = output.source else { continue }
      let own = states.filter { $0.ruleIndex == index }.map(\.fold.tally)
      summary.rules.append((output.name, own.reduce(Tally(), +)))
    }
    return summary
  }

  private func status(_ states: [IdentityState]) -> ExitStatus {
    if planned.range == nil { return .unknown }
    let code = exitCode(of: states.map(\.fold.status))
    return ExitStatus(rawValue: code) ?? .failure
  }
}

/// The events in the order of the log. Small keys are sorted, the events themselves moved once.
private func inLogOrder(_ events: [Transition]) -> [Transition] {
  struct Place {
    let at: Timestamp
    let rule: Int
    let index: Int
  }
  var places = events.enumerated().map {
    Place(at: $0.element.at, rule: $0.element.ruleIndex, index: $0.offset)
  }
  places.sort { a, b in
    if a.at != b.at { return a.at < b.at }
    if a.rule != b.rule { return a.rule < b.rule }
    let (mine, theirs) = (events[a.index].key, events[b.index].key)
    return mine == theirs ? a.index < b.index : mine < theirs
  }
  return places.map { events[$0.index] }
}
