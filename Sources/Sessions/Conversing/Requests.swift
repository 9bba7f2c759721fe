// Requests beside statements: rule files read in or only judged, plans, parameters.
package import Diagnostics
import Language

/// Text about rules, and what is wrong with them.
package struct Judgement: Sendable {
  package var text = ""
  package var diagnostics: [Diagnostic] = []
  package var status = ExitStatus.quiet
}

extension InteractiveSession {
  /// Reads rule files as if their items had been typed, file by file, up to the first error.
  package func read(
    _ paths: [String], _ watch: ProgressWatch = { _ in true }
  ) -> [StatementAnswer] {
    let (sources, failures) = RuleFiles.read(paths)
    var answers: [StatementAnswer] = []
    if !failures.isEmpty {
      var refused = StatementAnswer()
      refused.diagnostics = failures
      refused.status = .usage
      return [refused]
    }
    for source in sources {
      let answer = answer(source, watch)
      answers.append(answer)
      if answer.diagnostics.hasErrors || answer.isCancelled { break }
    }
    return answers
  }

  /// Judges rule files beside the open data without keeping them.
  package func judge(_ paths: [String]) -> Judgement {
    let (sources, failures) = RuleFiles.read(paths)
    let program = check(sources.map { parse($0) }, in: context(isInteractive: false))
    var judgement = Judgement()
    judgement.diagnostics = failures + program.diagnostics
    if judgement.diagnostics.hasErrors {
      judgement.status = .usage
    } else {
      judgement.text = cost(of: program, in: context(isInteractive: false)).text
      let hasLints = judgement.diagnostics.contains { $0.severity == .lint }
      judgement.status = hasLints ? .lint : .quiet
    }
    return judgement
  }

  /// The plan a statement would be answered by.
  package func plan(
    of statement: SourceText, _ watch: ProgressWatch = { _ in true }
  ) -> Judgement {
    var judgement = Judgement()
    let file = parse(statement, mode: .interactive)
    if file.diagnostics.hasErrors {
      judgement.diagnostics = file.diagnostics
      judgement.status = .usage
      return judgement
    }
    let answer = prepare(others(than: file) + [file], watch) { prepared, _ in
      judgement.text = prepared.run.plan.description
    }
    judgement.diagnostics = answer.diagnostics
    judgement.status = answer.status
    return judgement
  }

  /// Why a rule is what it is at a moment, or why not; at the last tick where none is said.
  package func why(
    _ rule: String, of values: [String], at: Moment?, _ watch: ProgressWatch = { _ in true }
  ) -> Judgement {
    var judgement = Judgement()
    var refusal: Refusal?
    let answer = prepare(files, watch) { prepared, _ in
      let last = prepared.run.range?.through ?? Moment(nanoseconds: 0)
      let question = Question(rule: rule, key: nil, at: at ?? last, values: values)
      switch question.answered(by: prepared.run) {
      case .failure(let refused): refusal = refused
      case .success(let found):
        judgement.text = found.map { $0.text(.plain) }.joined(separator: "\n")
      }
    }
    judgement.diagnostics = answer.diagnostics + (refusal?.diagnostics ?? [])
    judgement.status = answer.status.worst(refusal?.status ?? .quiet)
    return judgement
  }

  /// Sets a parameter, as `--set NAME=VALUE` does; refused where nothing can take it.
  package func set(_ assignment: SourceText) -> Judgement {
    var judgement = Judgement()
    guard let override = try? setting(assignment.text) else {
      let range = SourceRange(0, assignment.bytes.count)
      judgement.diagnostics = [
        Diagnostic("E0906", .error, "this sets nothing", at: .source(assignment, range))
          .suggesting(Suggestion("write `NAME=VALUE` or `NAME[KEY]=VALUE`"))
      ]
      judgement.status = .usage
      return judgement
    }
    let former = request.overrides
    request.overrides.append(override)
    let found = program().diagnostics.filter(\.isError)
    if !found.isEmpty {
      request.overrides = former
      judgement.diagnostics = found
      judgement.status = .usage
    }
    return judgement
  }
}

/// A watch that is told of a share of the work, nil where nobody can tell, and of what is done.
package func watching(_ tell: @escaping (Double?, String) -> Bool) -> ProgressWatch {
  { progress in
    let share = progress.bytesTotal > 0
      ? Double(progress.bytesRead) / Double(progress.bytesTotal) : nil
    return tell(share, "reading \(progress.filesDone)/\(progress.fileCount) files")
  }
}
