// Running the tests that rule files carry: the given series through the real road.
import Alerting
import Columns
package import Diagnostics
import Evaluation
package import Language
package import Quantities

/// One expectation that was not met.
package struct TestFailure: Sendable {
  package let test: String
  package let expectation: ExpectSyntax
  /// What happened instead, in a sentence.
  package let actual: String
  /// The states of the identity tick by tick, one letter each, and the tick of the expectation.
  package let timeline: String
  package let expectedTimeline: String
  /// The first tick at which the two differ.
  package let caret: Int
  package let caretTime: TimeSpan
}

extension TestFailure {
  /// The failure drawn at its expectation, with both timelines.
  package func diagnostic(in source: SourceText) -> Diagnostic {
    var told = Diagnostic(
      "E0911", .error, "not met: \(actual)", at: .source(source, expectation.range))
    if !timeline.isEmpty {
      let pad = String(repeating: " ", count: caret)
      told.notes.append(
        "expected  \(expectedTimeline)\nactual    \(timeline)\n          \(pad)^ \(caretTime)")
    }
    return told
  }
}

/// The outcome of one rule test.
package struct TestOutcome: Sendable {
  package let test: CheckedTest
  package let failures: [TestFailure]
}

/// Runs every test of a program on the series it gives.
package func runTests(of program: CheckedProgram, every: TimeSpan = .minutes(1)) -> [TestOutcome] {
  program.tests.map { TestRun($0, program, every).outcome() }
}

/// One test being run.
private struct TestRun {
  let test: CheckedTest
  let run: PlannedRun

  init(_ test: CheckedTest, _ program: CheckedProgram, _ every: TimeSpan) {
    self.test = test
    let store = SeriesStore(test.givens)
    let expected = test.item.expectations.compactMap { $0.time?.nanoseconds }.max() ?? 0
    let end = max(store.span?.upperBound ?? 0, expected)
    let range = EvaluationRange(
      from: Timestamp(nanoseconds: 0), through: Timestamp(nanoseconds: end))
    run = PlannedRun(program.only(test.expectedRules), over: store, range: range, every: every)
  }

  func outcome() -> TestOutcome {
    let lives = lives()
    let failures = test.item.expectations.compactMap { check($0, lives) }
    return TestOutcome(test: test, failures: failures)
  }

  /// The life of every identity of every alert, tick by tick.
  private func lives() -> [Life] {
    guard let range = run.range else { return [] }
    let evaluation = Evaluation(plan: run.plan, store: run.store, range: range, batch: 1)
    let narrator = Narrator(inspector: run.inspector)
    var lives: [Labels: [Int: Life]] = [:]
    evaluation.run { frame in
      guard case .alert(let index) = run.plan.outputs[frame.output].source else { return }
      let alert = run.program.alerts[index]
      var life =
        lives[frame.key]?[index]
        ?? Life(rule: alert.name, key: frame.key, fold: AlertFold(AlertShape(alert)))
      var turns: [Transition] = []
      life.fold.advance(frame) { turn in
        let readings = narrator.readings(of: alert, key: frame.key)
        turns.append(
          narrator.transition(
            turn, of: alert, (index, alert.place), of: (frame.key, readings)))
      }
      life.moments.append(
        LifeTick(time: frame.start, status: life.fold.status, turns: turns))
      lives[frame.key, default: [:]][index] = life
    }
    return lives.values.flatMap(\.values).sorted { ($0.rule, $0.key) < ($1.rule, $1.key) }
  }

  private func check(_ expectation: ExpectSyntax, _ lives: [Life]) -> TestFailure? {
    switch expectation.kind {
    case .error(let code):
      if run.program.diagnostics.contains(where: { $0.code == code.value }) { return nil }
      return TestFailure(
        test: test.name, expectation: expectation, actual: "the file has no such error",
        timeline: "", expectedTimeline: "", caret: 0, caretTime: .zero)
    case .outcome(let rule, let outcome, let key, let at):
      let chosen = lives.filter { $0.belongs(to: rule.value, key?.value) }
      let isMet = chosen.contains { $0.meets(outcome.value, at.value) }
      let isQuiet = chosen.isEmpty && outcome.value == "quiet"
      if isMet && (outcome.value != "quiet" || chosen.allSatisfy { $0.meets("quiet", at.value) }) {
        return nil
      }
      return isQuiet ? nil : failure(expectation, outcome.value, at.value, chosen)
    case .message(let rule, let text, let at):
      let chosen = lives.filter { $0.belongs(to: rule.value, nil) }
      let told = chosen.flatMap { $0.moment(at.value)?.turns.compactMap(\.message) ?? [] }
      if told.contains(text.value) { return nil }
      let actual = told.first.map { "the message was \"\($0)\"" } ?? "no message was told"
      return TestFailure(
        test: test.name, expectation: expectation, actual: actual, timeline: "",
        expectedTimeline: "", caret: 0, caretTime: at.value)
    }
  }

  private func failure(
    _ expectation: ExpectSyntax, _ outcome: String, _ at: TimeSpan, _ chosen: [Life]
  ) -> TestFailure {
    guard let life = chosen.first(where: { !$0.meets(outcome, at) }) ?? chosen.first else {
      return TestFailure(
        test: test.name, expectation: expectation,
        actual: "the rule has no identity of that key in this test", timeline: "",
        expectedTimeline: "", caret: 0, caretTime: at)
    }
    let actual = life.letters
    let step = max(1, life.step.nanoseconds)
    let place = Int(at.nanoseconds / step) - life.skip
    let expected = Life.expected(outcome, at: place, instead: actual)
    let caret = zip(expected, actual).enumerated().first { $1.0 != $1.1 }?.offset ?? max(0, place)
    return TestFailure(
      test: test.name, expectation: expectation, actual: life.story(at),
      timeline: String(actual), expectedTimeline: String(expected), caret: caret,
      caretTime: TimeSpan(nanoseconds: Int64(caret + life.skip) * step))
  }
}

/// What one identity went through.
private struct Life {
  let rule: String
  let key: Labels
  var fold: AlertFold
  var moments: [LifeTick] = []

  var step: TimeSpan {
    moments.count > 1 ? moments[1].time - moments[0].time : .minutes(1)
  }

  /// Ticks before its first.
  var skip: Int {
    guard let first = moments.first else { return 0 }
    return Int(first.time.nanoseconds / step.nanoseconds)
  }

  func belongs(to rule: String, _ label: String?) -> Bool {
    self.rule == rule && (label == nil || key.pairs.contains { $0.value == label })
  }

  func moment(_ at: TimeSpan) -> LifeTick? {
    moments.first { $0.time.nanoseconds == at.nanoseconds }
  }

  /// Whether the outcome holds at the tick: an event told then, or a state held then.
  func meets(_ outcome: String, _ at: TimeSpan) -> Bool {
    guard let moment = moment(at) else { return outcome == "quiet" }
    switch outcome {
    case "fires": return moment.turns.contains { $0.event == .fire }
    case "clears": return moment.turns.contains { $0.event == .clear }
    case "pending": return moment.status.phase == .pending
    case "unknown": return moment.status.unknownSince != nil
    default: return moment.status.phase == .idle
    }
  }

  /// One letter a tick: `.` quiet, `p` pending, `F` firing, `?` unknown.
  var letters: [Character] { moments.map(\.letter) }

  /// The letters as the outcome would have them at a tick, everything else as it was.
  static func expected(
    _ outcome: String, at place: Int, instead actual: [Character]
  ) -> [Character] {
    var out = actual
    guard out.indices.contains(place) else { return out }
    var before = place - 1
    switch outcome {
    case "fires":
      out[place] = "F"
      while before >= 0, out[before] == "F" {
        out[before] = "p"
        before -= 1
      }
    case "clears":
      out[place] = "."
      while before >= 0, out[before] != "F" {
        out[before] = "F"
        before -= 1
      }
    case "pending": out[place] = "p"
    case "unknown": out[place] = "?"
    default: out[place] = "."
    }
    return out
  }

  /// What there was at a tick, and everything that was told, in spans from the start.
  func story(_ at: TimeSpan) -> String {
    let told = moments.flatMap { moment in
      moment.turns.filter { $0.event != .pending }
        .map { "\($0.event.rawValue) at \(Self.span(moment.time))" }
    }
    let then = moment(at).map { "it was \(words($0.status))" } ?? "there was no tick"
    return told.isEmpty ? "\(then); nothing was told" : "\(then); \(told.joined(separator: ", "))"
  }

  private func words(_ status: AlertStatus) -> String {
    var out = status.phase == .idle ? "quiet" : status.phase.rawValue
    if let since = status.since { out += " since \(Self.span(since))" }
    if let progress = status.progress { out += ", \(progress)" }
    if let since = status.unknownSince { out += ", unknown since \(Self.span(since))" }
    return out
  }

  private static func span(_ time: Timestamp) -> TimeSpan {
    TimeSpan(nanoseconds: time.nanoseconds)
  }
}

/// One tick of a life.
private struct LifeTick {
  let time: Timestamp
  let status: AlertStatus
  let turns: [Transition]

  var letter: Character {
    switch status.phase {
    case .firing: "F"
    case .pending: "p"
    case .idle: status.unknownSince == nil ? "." : "?"
    }
  }
}

extension CheckedProgram {
  /// The program with these alerts and nothing else that runs.
  fileprivate func only(_ names: Set<String>) -> CheckedProgram {
    var out = self
    out.alerts.removeAll { !names.contains($0.name) }
    out.records = []
    out.labels = []
    out.expressions = []
    return out
  }
}

extension CheckedTest {
  /// The names of the rules it expects something of.
  fileprivate var expectedRules: Set<String> {
    Set(
      item.expectations.compactMap { expectation in
        switch expectation.kind {
        case .outcome(let rule, _, _, _), .message(let rule, _, _): rule.value
        case .error: nil
        }
      })
  }

  /// The codes of the errors it expects of its file.
  var expectedErrors: [String] {
    item.expectations.compactMap { expectation in
      if case .error(let code) = expectation.kind { return code.value }
      return nil
    }
  }
}

extension ExpectSyntax {
  /// The tick it speaks of, as a span from the start of the test.
  var time: TimeSpan? {
    switch kind {
    case .outcome(_, _, _, let at): at.value
    case .message(_, _, let at): at.value
    case .error: nil
    }
  }
}
