// The line editor: libedit's terminal, keymaps and edit buffer, with our own reader, history,
// search, completion and colours around it. One buffer holds one whole statement.
import CLibedit
import CTerminal
import Glibc
import Synchronization

/// Reads statements from a terminal. Owned by one thread; only `post` may be called from others.
///
/// libedit keeps state of its own per process, so make one and keep it.
package final class LineEditor: LineReading {
  /// Beyond this many scalars nothing is painted: libedit's own drawing is enough to paste by.
  static let paintLimit = 8_192

  enum Status: Equatable {
    case editing, accepted(String), interrupted, endOfInput, terminated(Int32)
  }

  let editor: OpaquePointer
  let profile: TerminalProfile
  package var support = EditingSupport()
  var history: History
  let historyFile: HistoryFile?
  var buffer: EditBuffer { EditBuffer(editor: editor) }

  var status = Status.editing
  var input = KeyInput()
  var prompt = Prompt("")
  private var promptBytes: UnsafeMutablePointer<CChar>?
  /// What the next statement starts from, until the reader has put it in the buffer.
  var prefilled = ""
  let messages = Mutex<[String]>([])

  var walk: RecallWalk?
  var listing: CompletionCycle?
  var search: SearchState?
  var pastedWhileSearching = ""
  /// The hint on the screen now, right of the end of the text.
  var shownHint: Hint?
  /// The last hint shown and the text it was shown for; keys may have changed the text since.
  var lastHint: (hint: Hint, text: String)?

  /// Opens the editor on the standard streams; nil where editing is off or impossible.
  package init?(profile: TerminalProfile, historyPath: String?) {
    terminal_use_utf8()
    guard let editor = terminal_editor_open("brink") else { return nil }
    self.editor = editor
    self.profile = profile
    historyFile = historyPath.map { HistoryFile(path: $0) }
    history = historyFile?.load() ?? History()
    terminal_editor_set_owner(editor, Unmanaged.passUnretained(self).toOpaque())
    terminal_editor_use_keymap(editor, "emacs")
    installCommands()
    terminal_editor_take_keys_raw(editor)
    lazy_el_source(editor, nil)
    guard terminal_editor_is_enabled(editor) else {
      lazy_el_end(editor)
      return nil
    }
    bindKeys()
    installCallbacks()
  }

  package func close() {
    guard !isClosed else { return }
    isClosed = true
    lazy_el_end(editor)
    free(promptBytes)
    promptBytes = nil
  }
  private var isClosed = false

  package func prefill(_ text: String) { prefilled = text }

  package func readStatement(_ prompt: Prompt) -> LineEvent {
    begin(prompt)
    defer { end() }
    var count: Int32 = 0
    let line = lazy_el_wgets(editor, &count)
    if status == .editing { status = foreignEnding(line, Int(count)) }
    switch status {
    case .accepted(let text):
      remember(text)
      return .statement(text)
    case .interrupted: return .interrupted
    case .terminated(let signal): return .terminated(signal: signal)
    case .endOfInput, .editing: return .endOfInput
    }
  }

  /// What a command of libedit's own that ended the reading meant, such as vi's `#`.
  private func foreignEnding(_ line: UnsafePointer<wchar_t>?, _ count: Int) -> Status {
    if let line, count > 0 {
      let characters = UnsafeBufferPointer(start: line, count: count)
      var text = String.UnicodeScalarView(
        characters.map { Unicode.Scalar(UInt32(bitPattern: $0)) ?? "\u{FFFD}" })
      if text.last == "\n" { text.removeLast() }
      return .accepted(String(text))
    }
    return buffer.scalars.isEmpty ? .endOfInput : .interrupted
  }

  /// Adds a statement to the history, in memory and on disk.
  package func remember(_ text: String) {
    if let entry = history.add(text) { historyFile?.append(entry) }
  }

  private func begin(_ prompt: Prompt) {
    status = .editing
    walk = nil
    listing = nil
    search = nil
    shownHint = nil
    lastHint = nil
    show(prompt)
    fflush(nil)
    terminal_signals_editing(true)
    _ = terminal_signals_take()
    // Raw before the prompt shows: what is typed at a prompt must never be echoed or cooked.
    terminal_editor_prepare(editor, true)
    if !profile.isDumb { emit("\u{1B}[?2004h", to: STDOUT_FILENO) }
  }

  private func end() {
    if !profile.isDumb { emit("\u{1B}[?2004l", to: STDOUT_FILENO) }
    terminal_signals_editing(false)
    let late = terminal_signals_take()
    if status == .editing || late & TERMINAL_TERMINATE == 0 { return }
    status = .terminated(SIGTERM)
  }

  /// Makes this the prompt that libedit draws.
  func show(_ prompt: Prompt) {
    self.prompt = prompt
    var text = prompt.text
    if profile.usesColor, !prompt.style.parameters.isEmpty, text.hasSuffix(" ") {
      // A literal must not come last, or libedit loses it: the colour ends before the space.
      text.removeLast()
      text =
        "\u{1}\u{1B}[\(prompt.style.parameters)m\u{1}\(text)\u{1}\u{1B}[0m\u{1} "
    }
    let bytes = strdup(text)
    free(promptBytes)
    promptBytes = bytes
  }

  private func installCallbacks() {
    terminal_editor_set_prompt(editor, { LineEditor.owning($0)?.promptBytes }, 1)
    terminal_editor_set_reader(
      editor,
      { editor, out in
        guard let owner = LineEditor.owning(editor), let out else { return -1 }
        guard let scalar = owner.readKey() else { return 0 }
        out.pointee = wchar_t(bitPattern: scalar.value)
        return 1
      })
  }

  /// The line editor behind a libedit callback.
  static func owning(_ editor: OpaquePointer?) -> LineEditor? {
    guard let editor, let owner = terminal_editor_owner(editor) else { return nil }
    return Unmanaged<LineEditor>.fromOpaque(owner).takeUnretainedValue()
  }
}
