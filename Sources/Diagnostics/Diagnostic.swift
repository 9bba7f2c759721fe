// One thing that is wrong: where, why, and what to write instead.

/// How much a diagnostic matters to the exit code.
package enum Severity: String, Sendable {
  /// The input cannot be used; exit code 2.
  case error
  /// The rule is legal and probably not what was meant; exit code 3 from `check` only.
  case lint
  /// Something the run did that a careful reader wants to know; no exit code.
  case warning
}

/// Where a diagnostic points.
package enum Place: Sendable {
  /// A range of a source text, drawn with its excerpt and a caret.
  case source(SourceText, SourceRange)
  /// A spot in a data file, by line and column from one; either may be unknown (nil).
  case file(path: String, line: Int?, column: Int?)
  /// The run as a whole: a flag, a directory, the environment.
  case run
}

/// An edit that would mend the mistake.
package struct Suggestion: Sendable {
  /// What to do, as an imperative: ``write `5M USD` ``.
  package let message: String
  /// The range to replace and its new text, or nil where the remedy is not one edit.
  package let edit: (range: SourceRange, text: String)?

  package init(_ message: String, replacing range: SourceRange? = nil, with text: String = "") {
    self.message = message
    edit = range.map { ($0, text) }
  }
}

/// A mistake, collected beside the result, never thrown alone.
package struct Diagnostic: Sendable {
  /// Stable code: `E…` errors, `L…` lints, `W…` warnings.
  package let code: String
  package let severity: Severity
  /// One sentence that names cause and remedy in the field's words.
  package let message: String
  package let place: Place
  /// A word or two beside the caret.
  package var label: String?
  /// Further facts, one line each (an aligned comparison may hold line breaks).
  package var notes: [String]
  package var suggestions: [Suggestion]

  package init(
    _ code: String, _ severity: Severity = .error, _ message: String, at place: Place
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    self.place = place
    notes = []
    suggestions = []
  }

  /// The same diagnostic with a label beside its caret.
  package func labelled(_ label: String) -> Diagnostic {
    var copy = self
    copy.label = label
    return copy
  }

  /// The same diagnostic with one more note.
  package func noting(_ note: String) -> Diagnostic {
    var copy = self
    copy.notes.append(note)
    return copy
  }

  /// The same diagnostic with one more remedy.
  package func suggesting(_ suggestion: Suggestion) -> Diagnostic {
    var copy = self
    copy.suggestions.append(suggestion)
    return copy
  }

  /// True where the rules or the run cannot go on.
  package var isError: Bool { severity == .error }
}

extension Place {
  /// `file:line:column` as far as it is known, or nil for the run as a whole.
  package var text: String? {
    switch self {
    case .source(let source, let range):
      let position = source.position(at: range.lower)
      return "\(source.name):\(position.line):\(position.column)"
    case .file(let path, let line, let column):
      guard let line else { return path }
      return column.map { "\(path):\(line):\($0)" } ?? "\(path):\(line)"
    case .run: return nil
    }
  }
}

extension [Diagnostic] {
  /// True where one of them is an error.
  package var hasErrors: Bool { contains { $0.isError } }
}
