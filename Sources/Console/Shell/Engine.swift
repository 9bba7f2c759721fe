// What the shell asks of the engine behind it, and what it gets back. The shell knows no more.
package import Diagnostics
package import Sessions
package import Sinks

/// One result: rows, and the other ways it can be shown.
package struct ResultSet: Sendable {
  package let rowCount: Int
  /// What a style shows of its rows: of a long one only the first and the last, perhaps.
  package let table: @Sendable (TableStyle) -> Table
  /// How people read it, where that is not a table.
  package var prose: (@Sendable (EventStyle) -> String)?
  /// Its JSON lines, where they are not those of the table.
  package var jsonLines: (@Sendable () -> [String])?
  /// What can be drawn of it.
  package var series: @Sendable () -> [Chart.Series] = { [] }
  package var marks: [Chart.Mark] = []
  package var title = ""

  package init(rowCount: Int, table: @escaping @Sendable (TableStyle) -> Table) {
    self.rowCount = rowCount
    self.table = table
  }

  package init(_ table: Table) {
    self.init(rowCount: table.rows.count) { _ in table }
  }
}

/// What came of a statement or a request.
package struct Answer: Sendable {
  /// Results, for standard output, in order: text first.
  package var text = ""
  package var results: [ResultSet] = []
  /// Everything else, for standard error.
  package var diagnostics: [Diagnostic] = []
  /// Remarks for a person: what was defined, what was counted.
  package var notes: [String] = []
  /// True where the interrupt flag ended it early.
  package var isCancelled = false
  package var status = ExitStatus.quiet

  package init(text: String = "", results: [ResultSet] = []) {
    self.text = text
    self.results = results
  }

  /// An answer that says what is wrong.
  package static func failed(_ diagnostics: [Diagnostic], _ status: ExitStatus = .usage) -> Answer {
    var answer = Answer()
    answer.diagnostics = diagnostics
    answer.status = status
    return answer
  }

  /// True where it says what is wrong instead of answering.
  package var isFailed: Bool { status == .usage || status == .failure || isCancelled }
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

/// The engine behind the shell. Called from one thread, one call at a time.
package protocol ShellEngine: AnyObject {
  /// Adds data: files, directories, globs, archives.
  func open(_ paths: [String], _ watch: RunWatch) -> Answer
  /// Answers one statement: an item of the language, which is kept, or an expression, whose values
  /// are printed.
  func evaluate(_ statement: SourceText, _ watch: RunWatch) -> Answer
  /// How the engine would answer it.
  func explain(_ statement: SourceText, _ watch: RunWatch) -> Answer
  /// Why a rule is what it is at a moment, or why not: its truth tree. Values of labels choose
  /// identities; no moment is the last tick.
  func why(_ rule: String, _ values: [String], _ at: Moment?, _ watch: RunWatch) -> Answer
  /// Reads rule files into the session.
  func load(_ paths: [String], _ watch: RunWatch) -> Answer
  /// Diagnoses rule files without keeping them.
  func check(_ paths: [String]) -> Answer
  /// Runs the tests of rule files without keeping them.
  func test(_ paths: [String]) -> Answer
  /// A table of what there is, names that contain the pattern only.
  func list(_ listing: Listing, matching pattern: String) -> Answer
  /// Everything known of one name; nil where it is no name.
  func describe(_ name: String) -> String?
  /// The ticks statements are evaluated at.
  var ticks: TickChoice { get set }
  /// Sets a parameter, as `--set` does.
  func set(_ assignment: SourceText) -> Answer
  /// What the prompt says of the data that is open; empty for nothing.
  var label: String { get }
  /// The items of the language kept so far, as a rule file.
  var definitions: String { get }

  /// The names a person may type. From memory, like everything below.
  var names: [KnownName] { get }
  /// Whether Enter may run the text.
  func isWhole(_ text: String) -> Bool
  /// What fits at a cursor, in Unicode scalars.
  func completions(_ text: String, _ cursor: Int) -> Completions
  /// The colours of a text.
  func spans(_ text: String) -> [StyledSpan]
}
