// `brink test`: the tests that rule files carry.
import Diagnostics
import Language
import Quantities

extension Talk {
  /// Runs the tests of rule files; a failure prints both timelines with a caret.
  package func test(_ paths: [String]) -> ExitStatus {
    guard let sources = sources(paths) else { return .usage }
    let judgement = tests(of: sources, streams.ink)
    streams.draw(judgement.diagnostics)
    streams.out(judgement.text)
    return judgement.status
  }
}

extension InteractiveSession {
  /// Runs the tests of rule files as `brink test` does, without the data and keeping nothing.
  package func test(_ paths: [String]) -> Judgement {
    let (sources, failures) = RuleFiles.read(paths)
    guard failures.isEmpty else {
      var judgement = Judgement()
      judgement.diagnostics = failures
      judgement.status = .usage
      return judgement
    }
    return tests(of: sources, .plain)
  }
}

/// What the tests of rule files say.
private func tests(of sources: [SourceText], _ ink: Ink) -> Judgement {
  var judgement = Judgement()
  var (passed, failed) = (0, 0)
  for source in sources {
    let program = Language.check(
      [parse(source)], in: CheckingContext(importer: RuleFiles.importer))
    let expected = program.tests.flatMap(\.expectedErrors)
    let errors = program.diagnostics.filter { $0.isError && !expected.contains($0.code) }
    judgement.diagnostics += errors
    guard errors.isEmpty else {
      judgement.status = .usage
      continue
    }
    for outcome in runTests(of: program) {
      outcome.failures.isEmpty ? (passed += 1) : (failed += 1)
      judgement.text += outcome.text(ink)
    }
  }
  judgement.text += "\(passed) passed, \(failed) failed\n"
  if failed > 0 { judgement.status = judgement.status.worst(.firing) }
  return judgement
}

extension TestOutcome {
  fileprivate func text(_ ink: Ink) -> String {
    let line = test.source.position(at: test.range.lower).line
    let place = "\(test.source.name):\(line)  \(test.name)\n"
    guard !failures.isEmpty else { return ink.paint("pass", "32") + "  " + place }
    var text = ink.paint("FAIL", "31") + "  " + place
    for failure in failures { text += failure.text(test.source, ink) }
    if failures.contains(where: { !$0.timeline.isEmpty }) {
      text += "      a letter a tick: . quiet, p pending, F firing, ? unknown\n"
    }
    return text
  }
}

extension TestFailure {
  fileprivate func text(_ source: SourceText, _ ink: Ink) -> String {
    let line = source.line(at: expectation.range.lower)
    var text = "      \(source.name):\(line)  \(source.slice(expectation.range))\n"
    text += "      but \(actual)\n"
    guard !timeline.isEmpty else { return text }
    let start = max(0, caret - 60)
    let wanted = String(expectedTimeline.dropFirst(start).prefix(72))
    let actual = String(timeline.dropFirst(start).prefix(72))
    text += "      expected  \(wanted)\n      actual    \(actual)\n"
    let mark = String(repeating: " ", count: 16 + caret - start) + "^"
    return text + ink.paint(mark, "31") + " \(caretTime)\n"
  }
}
