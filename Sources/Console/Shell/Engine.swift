// What the shell asks of the engine behind it, and what it gets back. The shell knows no more.
package import Diagnostics
package import Quantities

/// A column of a result.
package struct ResultColumn: Equatable, Sendable {
  package var name: String
  /// The unit of its numbers as the language writes it; empty where it has none.
  package var unit: String

  package init(_ name: String, unit: String = "") {
    self.name = name
    self.unit = unit
  }
}

/// One cell of a result.
package enum ResultCell: Equatable, Sendable {
  case text(String)
  /// A number in its column's unit.
  case number(Double)
  case time(Timestamp)
  case flag(Bool)
  /// Unknown, with its reasons.
  case unknown(String)
  case empty
}

/// Rows of an answer.
package struct ResultTable: Equatable, Sendable {
  package var columns: [ResultColumn]
  package var rows: [[ResultCell]]

  package init(columns: [ResultColumn], rows: [[ResultCell]] = []) {
    self.columns = columns
    self.rows = rows
  }
}

/// What came of a statement or a request.
package struct Answer: Sendable {
  /// Results, for standard output, in order: text first.
  package var text: String
  package var tables: [ResultTable]
  /// Everything else, for standard error.
  package var diagnostics: [Diagnostic]
  /// Remarks that are no diagnostics: counts, what was defined.
  package var notes: [String]
  /// True where the interrupt flag ended it early.
  package var isCancelled: Bool
  /// The exit code it stands for outside of a terminal.
  package var exitCode: Int32

  package init(text: String = "", tables: [ResultTable] = []) {
    self.text = text
    self.tables = tables
    diagnostics = []
    notes = []
    isCancelled = false
    exitCode = 0
  }

  /// An answer that says what is wrong.
  package static func failed(_ diagnostics: [Diagnostic], exitCode: Int32 = 2) -> Answer {
    var answer = Answer()
    answer.diagnostics = diagnostics
    answer.exitCode = exitCode
    return answer
  }

  /// True where it says what is wrong instead of answering.
  package var isFailed: Bool { exitCode > 1 && diagnostics.hasErrors }
}

/// The two lines between a running request and the person waiting for it.
package struct RunWatch: Sendable {
  /// Whether the person has asked to stop; cheap enough to ask in an inner loop.
  package var isCancelled: @Sendable () -> Bool
  /// How far it is, from 0 to 1 (nil where nobody can tell), and what it is doing.
  package var progress: @Sendable (_ fraction: Double?, _ doing: String) -> Void

  package init(
    isCancelled: @escaping @Sendable () -> Bool = { false },
    progress: @escaping @Sendable (Double?, String) -> Void = { _, _ in }
  ) {
    self.isCancelled = isCancelled
    self.progress = progress
  }
}

/// A name a person may type, and what it is.
package struct CatalogueName: Equatable, Sendable {
  /// What a name can be.
  package enum Kind: String, Sendable, CaseIterable {
    case keyword, series, function, unit, key, rule, parameter, definition, value
  }

  package var name: String
  package var kind: Kind
  /// A unit, a signature: whatever tells the name from its neighbours in a few words.
  package var detail: String

  package init(_ name: String, _ kind: Kind, detail: String = "") {
    self.name = name
    self.kind = kind
    self.detail = detail
  }
}

/// The tables that `.sources`, `.schema` and their like print.
package enum CatalogueTopic: String, Sendable, CaseIterable {
  case sources, schema, functions, metrics, rules
}

/// The engine behind the shell. Called from one thread, one call at a time.
package protocol ShellEngine: AnyObject {
  /// Adds data: files, directories, globs, archives.
  func open(_ paths: [String], _ watch: RunWatch) -> Answer
  /// Answers one statement: an item of the language, which is kept, or an expression, whose values
  /// are printed.
  func evaluate(_ statement: SourceText, _ watch: RunWatch) -> Answer
  /// How the engine would answer it.
  func explain(_ statement: SourceText) -> Answer
  /// Reads rule files into the session.
  func load(_ paths: [String], _ watch: RunWatch) -> Answer
  /// Diagnoses rule files without keeping them.
  func check(_ paths: [String]) -> Answer
  /// A table of what there is, names that contain the pattern only.
  func catalogue(_ topic: CatalogueTopic, matching pattern: String) -> Answer
  /// Everything known of one name; nil where it is no name.
  func describe(_ name: String) -> String?
  /// Sets a parameter, as `--set` does.
  func set(_ assignment: String) -> Answer
  /// The names a person may type, for completion and colour. From memory.
  var names: [CatalogueName] { get }
  /// Whether more text must follow; nil where the engine does not know better than the lexemes.
  func needsMore(_ text: String) -> Bool?
  /// What the prompt says of the data that is open; empty for nothing.
  var label: String { get }
  /// The items of the language kept so far, as a rule file.
  var definitions: String { get }
}

extension ShellEngine {
  package func needsMore(_ text: String) -> Bool? { nil }
}
