// What the rest of the shell sees of line editing: a prompt in, a statement or an ending out.

/// What a call for the next statement came back with.
package enum LineEvent: Equatable, Sendable {
  /// A whole statement, without its final newline.
  case statement(String)
  /// Ctrl-C: what was typed is dropped.
  case interrupted
  /// Ctrl-D on an empty line, or the end of the input.
  case endOfInput
  /// The process was asked to end by this signal.
  case terminated(signal: Int32)
}

/// The text before the edit buffer and its style.
package struct Prompt: Equatable, Sendable {
  package var text: String
  package var style: Style

  package init(_ text: String, style: Style = .prompt) {
    self.text = text
    self.style = style
  }
}

/// One thing that could stand at the cursor.
package struct Candidate: Equatable, Sendable {
  /// What replaces the word at the cursor.
  package var text: String
  /// What follows it once it is the only one: a space, an open bracket, nothing.
  package var suffix: String
  package var style: Style

  package init(_ text: String, suffix: String = " ", style: Style = .plain) {
    self.text = text
    self.suffix = suffix
    self.style = style
  }
}

/// The candidates for the word that starts at `start`, in Unicode scalars from the text's start.
package struct Completions: Equatable, Sendable {
  package var start: Int
  package var candidates: [Candidate]

  package init(start: Int, candidates: [Candidate]) {
    self.start = start
    self.candidates = candidates
  }

  package static let none = Completions(start: 0, candidates: [])
}

/// Dim text after the end of what is typed.
package struct Hint: Equatable, Sendable {
  package var text: String
  /// Right at the end of the line takes it; a signature, say, is only to be read.
  package var isInsertable: Bool

  package init(_ text: String, isInsertable: Bool) {
    self.text = text
    self.isInsertable = isInsertable
  }
}

/// What a line editor asks of the shell while it edits. All answers come from memory.
package struct EditingSupport {
  /// Whether Enter runs this text, or goes on to another row.
  package var isComplete: (_ text: String) -> Bool = { _ in true }
  package var complete: (_ text: String, _ cursor: Int) -> Completions = { _, _ in .none }
  package var highlight: (_ text: String) -> [StyledSpan] = { _ in [] }
  package var hint: (_ text: String) -> Hint? = { _ in nil }
  /// Opens the text in the person's editor; nil leaves the text as it is.
  package var editElsewhere: (_ text: String) -> String? = { _ in nil }
  /// Help for the word at the cursor, printed above the line.
  package var describe: (_ text: String, _ cursor: Int) -> String? = { _, _ in nil }

  package init() {}
}

/// Something that reads statements from a person.
package protocol LineReading: AnyObject {
  /// Reads the next statement.
  func readStatement(_ prompt: Prompt) -> LineEvent
  /// Starts the next statement from this text.
  func prefill(_ text: String)
  /// Prints a message above the line being edited; safe from any thread.
  func post(_ message: String)
  /// Gives the terminal back.
  func close()
}
