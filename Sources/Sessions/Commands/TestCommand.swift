// `brink test`: the tests that rule files carry.
import Diagnostics
import Language
import Quantities

extension Talk {
  /// Runs the tests of rule files; a failure prints both timelines with a caret.
  package func test(_ paths: [String]) -> ExitStatus {
    guard let sources = sources(paths) else { return .usage }
    var status = ExitStatus.quiet
    var passed = 0
    var failed = 0
    for source in sources {
      let program = Language.check(
        [parse(source)], in: CheckingContext(importer: RuleFiles.importer))
      let expected = program.tests.flatMap(\.expectedErrors)
      let errors = program.diagnostics.filter { $0.isError && !expected.contains($0.code) }
      streams.draw(errors)
      guard errors.isEmpty else { status = status.worst(.usage); continue }
      for outcome in runTests(of: program) {
        outcome.failures.isEmpty ? (passed += 1) : (failed += 1)
        tell(outcome)
      }
    }
    streams.out("\(passed) passed, \(failed) failed\n")
    return failed > 0 ? status.worst(.firing) : status
  }

  private func tell(_ outcome: TestOutcome) {
    let position = outcome.test.source.position(at: outcome.test.range.lower)
    let place = "\(outcome.test.source.name):\(position.line)"
    guard !outcome.failures.isEmpty else {
      streams.out(streams.ink.paint("pass", "32") + "  \(place)  \(outcome.test.name)\n")
      return
    }
    streams.out(streams.ink.paint("FAIL", "31") + "  \(place)  \(outcome.test.name)\n")
    for failure in outcome.failures { tell(failure, outcome.test.source) }
    guard outcome.failures.contains(where: { !$0.timeline.isEmpty }) else { return }
    streams.out("      a letter a tick: . quiet, p pending, F firing, ? unknown\n")
  }

  private func tell(_ failure: TestFailure, _ source: SourceText) {
    let line = source.line(at: failure.expectation.range.lower)
    let text = source.slice(failure.expectation.range)
    streams.out("      \(source.name):\(line)  \(text)\n")
    streams.out("      but \(failure.actual)\n")
    guard !failure.timeline.isEmpty else { return }
    let start = max(0, failure.caret - 60)
    let wanted = String(failure.expectedTimeline.dropFirst(start).prefix(72))
    let actual = String(failure.timeline.dropFirst(start).prefix(72))
    streams.out("      expected  \(wanted)\n      actual    \(actual)\n")
    let caret = String(repeating: " ", count: 16 + failure.caret - start) + "^"
    streams.out(streams.ink.paint(caret, "31") + " \(failure.caretTime)\n")
  }
}
