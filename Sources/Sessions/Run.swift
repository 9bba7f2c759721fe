// One headless evaluation: frames folded into events, in the order of the log.
package import Alerting
package import Columns
package import Evaluation
import Feeds
import Language
import Planning
import Quantities
package import Sinks

/// What an evaluation came to.
package struct RunResult: Sendable {
  /// Every event in the order of the log.
  package var transitions = EventLog()
  /// The state of every identity at the last tick, by rule in file order, then key.
  package var states: [IdentityState] = []
  package var summary = RunSummary()
  /// Members that were silent for so long that their groups went on without them.
  package var departures: [Departure] = []
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
  result.count(prepared.report)
  return result
}

extension RunResult {
  /// Takes the counts of a load into the summary.
  fileprivate mutating func count(_ report: LoadReport) {
    summary.rowsRead = report.rows
    summary.rejected = report.rejectedRows + report.rejectedCells
    summary.duplicated = report.duplicates
    summary.late = report.late
  }
}

/// Evaluates what was prepared as a stream would be, row by row; `watch` is told of the phases.
func replay(
  _ prepared: Preparation, _ request: RunRequest, _ watch: inout Stopwatch
) -> RunResult {
  var folds = RunFold(planned: prepared.run, reportsPending: request.reportsPending)
  let replay = Replay(prepared.run, reportsPending: request.reportsPending)
  watch.lap("sort")
  var heard = replay.run()
  watch.lap("stream")
  if request.tellsTimes {
    let rate = Double(replay.rowCount) / max(1e-9, watch.lastWall)
    watch.note("rows", Double(replay.rowCount))
    let names = ["p50_us", "p99_us", "p999_us"]
    for (name, wait) in zip(names, replay.latencies(rowsPerSecond: rate / 10)) {
      watch.note(name, wait / 1000)
    }
    watch.lap("latency")
  }
  heard.finish(into: &folds, prepared.run)
  var result = folds.result()
  result.count(prepared.report)
  return result
}

/// Evaluates a planned run.
package func evaluate(
  _ planned: PlannedRun, reportsPending: Bool = false,
  isCancelled: @escaping @Sendable () -> Bool = { false }
) -> RunResult {
  var departures: [Departure] = []
  var folds = RunFold(planned: planned, reportsPending: reportsPending)
  if let range = planned.range {
    let evaluation = Evaluation(plan: planned.plan, store: planned.store, range: range)
    let parts = evaluation.fold(into: folds, threads: processorCount, isCancelled: isCancelled)
    folds.merge(parts)
    departures = evaluation.departures
  }
  var result = folds.result()
  result.departures = departures
  return result
}

/// The folds of a run, fed frame by frame.
struct RunFold: FrameFold {
  let planned: PlannedRun
  let reportsPending: Bool
  /// The narrator of each alert, on its own grid.
  private let narrators: [Narrator]
  private let inspector: Inspector
  /// Where each alert stands in its file.
  private let places: [String]
  private let shapes: [AlertShape]
  /// One for each identity of each output, by its place in this part of the run.
  private var lives: [Life?] = []
  private var finished: [IdentityState] = []
  private var log = EventNotes()
  /// The turns of the frame at hand.
  private var heard: [Turn] = []
  /// What was told of other identities.
  private var otherLogs: [EventNotes] = []

  /// What is remembered of one identity of one output.
  private struct Life: Sendable {
    let output: Int
    let key: Labels
    var fold: AlertFold?
    /// How it speaks, once an event has been told.
    var voice: Voice?
    /// The value a record told last.
    var told: Double??
  }

  /// An identity's number in the log, and what its alert tells of.
  private final class Voice: Sendable {
    let number: Int
    /// True where its events have words of their own.
    let speaks: Bool
    /// The stored series its alert tells of; nil where a value has to be worked out.
    let glances: [SeriesGlance?]

    init(_ number: Int, speaks: Bool = false, _ glances: [SeriesGlance?] = []) {
      self.number = number
      self.speaks = speaks
      self.glances = glances
    }
  }

  init(planned: PlannedRun, reportsPending: Bool) {
    self.planned = planned
    self.reportsPending = reportsPending
    let alerts = planned.program.alerts
    places = alerts.map(\.place)
    shapes = alerts.map { AlertShape($0) }
    inspector = planned.inspector
    let narrator = Narrator(inspector: inspector)
    narrators = alerts.map { narrator.on($0.every) }
  }

  mutating func take(_ frame: Frame) {
    let source = planned.plan.outputs[frame.output].source
    while lives.count <= frame.place { lives.append(nil) }
    if lives[frame.place] == nil { lives[frame.place] = life(of: frame, source) }
    switch source {
    case .alert(let index): fold(frame, index)
    case .record(let index): publish(frame, planned.program.records[index], index)
    default: break
    }
  }

  private func life(of frame: Frame, _ source: Plan.Output.Source) -> Life {
    var life = Life(output: frame.output, key: frame.key)
    if case .alert(let index) = source { life.fold = AlertFold(shapes[index]) }
    return life
  }

  mutating func pass(_ ticks: QuietTicks) -> Bool {
    guard ticks.place < lives.count else { return false }
    return lives[ticks.place]?.fold?.passQuietly(ticks) ?? false
  }

  private mutating func fold(_ frame: Frame, _ index: Int) {
    // Room that is used again; taken out, so that nothing of it is copied.
    var turns: [Turn] = []
    swap(&turns, &heard)
    turns.removeAll(keepingCapacity: true)
    let tellsPending = reportsPending
    lives[frame.place]?.fold?.advance(frame) { turn in
      if turn.event != .pending || tellsPending { turns.append(turn) }
    }
    defer { swap(&turns, &heard) }
    for turn in turns {
      let voice = lives[frame.place]?.voice ?? self.voice(ofAlert: index, frame.key)
      lives[frame.place]?.voice = voice
      tell(turn, index, frame.key, voice)
    }
  }

  private mutating func voice(ofAlert index: Int, _ key: Labels) -> Voice {
    let alert = planned.program.alerts[index]
    let readings = narrators[index].readings(of: alert, key: key)
    var template = Transition(
      event: .fire, kind: alert.kind == .halt ? .halt : .alert, rule: alert.name,
      ruleIndex: index, key: key, at: Timestamp(nanoseconds: 0), source: places[index])
    template.severity = alert.severity
    template.values = readings.map { ReportedValue(name: $0.name, base: nil, unit: $0.unit) }
    let number = log.add(EventNotes.Voice(template: template, levels: alert.levels.map { $0.name }))
    return Voice(number, speaks: alert.say != nil, readings.map { $0.glance })
  }

  private mutating func tell(_ turn: Turn, _ index: Int, _ key: Labels, _ voice: Voice) {
    var moment = EventMoment(event: turn.event, at: turn.at)
    (moment.since, moment.episodeStart) = (turn.since, turn.episodeStart)
    if voice.speaks || turn.event == .drop || !turn.unknownConditions.isEmpty {
      let alert = planned.program.alerts[index]
      (moment.reasons, moment.message) = narrators[index].words(turn, of: alert, key)
    }
    log.add(moment, level: turn.level, of: voice.number)
    for (place, glance) in voice.glances.enumerated() {
      let seen: (value: Double?, age: TimeSpan?) =
        glance?.seen(at: turn.at) ?? (value(of: place, index, key, at: turn.at), nil)
      log.add(value: seen.value, age: seen.age)
    }
  }

  private func value(
    of place: Int, _ index: Int, _ key: Labels, at tick: Timestamp
  ) -> Double? {
    narrators[index].value(of: place, planned.program.alerts[index], key, at: tick)
  }

  /// Tells what the lanes of one output have said; `keys` are their identities.
  mutating func tell(_ folds: LaneFolds, output: Int, keys: [Labels]) {
    guard case .alert(let index) = planned.plan.outputs[output].source else { return }
    var voices = [Voice?](repeating: nil, count: keys.count)
    folds.takeTurns { one in
      let lane = Int(one.lane)
      let voice = voices[lane] ?? self.voice(ofAlert: index, keys[lane])
      voices[lane] = voice
      tell(one.turn.turn(index: 0), index, keys[lane], voice)
    }
  }

  /// Takes in where an identity stands whose turns were found elsewhere.
  mutating func settle(_ fold: AlertFold, output: Int, key: Labels) {
    finished.append(
      IdentityState(
        rule: planned.plan.outputs[output].name, ruleIndex: output, key: key, fold: fold))
  }

  /// A record speaks at its first tick and whenever its value changes.
  private mutating func publish(_ frame: Frame, _ record: CheckedRecord, _ index: Int) {
    let values = frame.values.first ?? []
    for (tick, value) in values.enumerated() {
      let now = value.isNaN ? nil : value
      if let last = lives[frame.place]?.told, last == now { continue }
      lives[frame.place]?.told = .some(now)
      tell(now, at: frame.time(at: tick), of: (record, index), in: frame)
    }
  }

  private mutating func tell(
    _ value: Double?, at tick: Timestamp, of record: (checked: CheckedRecord, index: Int),
    in frame: Frame
  ) {
    let voice = lives[frame.place]?.voice ?? self.voice(of: record, frame.key)
    lives[frame.place]?.voice = voice
    var moment = EventMoment(event: .record, at: tick)
    moment.since = tick
    if value == nil {
      moment.reasons = inspector.reasons(of: record.checked.value, key: frame.key, at: tick)
    }
    log.add(moment, level: nil, of: voice.number)
    log.add(value: value, age: nil)
  }

  private mutating func voice(
    of record: (checked: CheckedRecord, index: Int), _ key: Labels
  ) -> Voice {
    let checked = record.checked
    let position = checked.source.position(at: checked.range.lower)
    var template = Transition(
      event: .record, kind: .record, rule: checked.name,
      ruleIndex: planned.program.alerts.count + record.index, key: key,
      at: Timestamp(nanoseconds: 0),
      source: "\(checked.source.name):\(position.line):\(position.column)")
    template.values = [
      ReportedValue(name: checked.name, base: nil, unit: checked.value.unit ?? .ratio)
    ]
    return Voice(log.add(EventNotes.Voice(template: template, levels: [])))
  }

  /// Takes in the folds of other identities.
  mutating func merge(_ others: [RunFold]) {
    for other in others { settle(other.lives) }
    otherLogs += others.map(\.log)
  }

  private mutating func settle(_ lives: [Life?]) {
    // By place: of a life only what is kept is copied.
    for place in lives.indices {
      guard let fold = lives[place]?.fold, let key = lives[place]?.key else { continue }
      settle(fold, output: lives[place]?.output ?? 0, key: key)
    }
  }

  mutating func result() -> RunResult {
    var result = RunResult()
    settle(lives)
    lives = []
    result.transitions = EventLog([log] + otherLogs)
    finished.sort { ($0.ruleIndex, $0.key) < ($1.ruleIndex, $1.key) }
    result.states = finished
    result.summary = summary(result.states)
    result.status = status(result.states)
    return result
  }

  private func summary(_ states: [IdentityState]) -> RunSummary {
    var summary = RunSummary()
    summary.keys = keyCount(states)
    var tallies = Array(repeating: Tally(), count: planned.plan.outputs.count)
    for place in states.indices {
      let (tally, rule) = (states[place].fold.tally, states[place].ruleIndex)
      summary.ticks = max(summary.ticks, tally.ticks)
      tallies[rule] = tallies[rule] + tally
    }
    for (output, tally) in zip(planned.plan.outputs, tallies) {
      guard case .alert = output.source else { continue }
      summary.rules.append((output.name, tally))
    }
    return summary
  }

  /// How many identities there are, whatever many rules they have.
  private func keyCount(_ states: [IdentityState]) -> Int {
    if states.first?.ruleIndex == states.last?.ruleIndex { return states.count }
    // In stretches of label order, one for each rule.
    let keys = states.indices.map { states[$0].key }.sorted()
    return keys.indices.count { $0 == 0 || keys[$0] != keys[$0 - 1] }
  }

  private func status(_ states: [IdentityState]) -> ExitStatus {
    if planned.range == nil { return .unknown }
    let code = exitCode(of: states.indices.map { states[$0].fold.standing })
    return ExitStatus(rawValue: code) ?? .failure
  }
}
