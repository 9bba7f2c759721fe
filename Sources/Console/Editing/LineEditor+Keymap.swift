// Our commands and the keys that reach them, in emacs and vi maps; the rest is libedit's and the
// person's ~/.editrc.
import CLibedit
import CTerminal

extension LineEditor {
  /// What a command tells libedit to do next.
  enum Reply: UInt8 {
    case nothing = 0
    case newline = 1
    case endOfFile = 2
    case refresh = 4
    case beep = 6
  }

  func installCommands() {
    add("bk-newline") { el, _ in LineEditor.run(el) { $0.enter() } }
    add("bk-open-row") { el, _ in LineEditor.run(el) { $0.openRow() } }
    add("bk-close-brace") { el, _ in LineEditor.run(el) { $0.close("}") } }
    add("bk-close-round") { el, _ in LineEditor.run(el) { $0.close(")") } }
    add("bk-close-square") { el, _ in LineEditor.run(el) { $0.close("]") } }
    add("bk-complete") { el, _ in LineEditor.run(el) { $0.completeWord() } }
    add("bk-older") { el, _ in LineEditor.run(el) { $0.goUp() } }
    add("bk-newer") { el, _ in LineEditor.run(el) { $0.goDown() } }
    add("bk-older-entry") { el, _ in LineEditor.run(el) { $0.goOlder() } }
    add("bk-newer-entry") { el, _ in LineEditor.run(el) { $0.goNewer() } }
    add("bk-search") { el, _ in LineEditor.run(el) { $0.searchHistory() } }
    add("bk-right") { el, _ in LineEditor.run(el) { $0.goRight() } }
    add("bk-end") { el, _ in LineEditor.run(el) { $0.goToRowEnd() } }
    add("bk-home") { el, _ in LineEditor.run(el) { $0.goToRowStart() } }
    add("bk-word-right") { el, _ in LineEditor.run(el) { $0.goWordRight() } }
    add("bk-interrupt") { el, _ in LineEditor.run(el) { $0.interrupt() } }
    add("bk-eof") { el, _ in LineEditor.run(el) { $0.deleteOrEnd() } }
    add("bk-editor") { el, _ in LineEditor.run(el) { $0.editElsewhere() } }
    add("bk-help") { el, _ in LineEditor.run(el) { $0.showHelp() } }
  }

  private func add(_ name: String, _ command: @escaping terminal_command_fn) {
    terminal_editor_add(editor, name, command)
  }

  private static func run(_ editor: OpaquePointer?, _ command: (LineEditor) -> Reply) -> UInt8 {
    guard let owner = owning(editor) else { return Reply.nothing.rawValue }
    return command(owner).rawValue
  }

  /// Keys of both maps; in the vi command map the escape has been taken before the rest arrives.
  private static let sharedKeys = [
    ("^M", "bk-newline"), ("^J", "bk-newline"), ("^C", "bk-interrupt"), ("^R", "bk-search"),
  ]
  private static let plainKeys = [
    ("^I", "bk-complete"), ("^D", "bk-eof"), ("^P", "bk-older-entry"), ("^N", "bk-newer-entry"),
    ("}", "bk-close-brace"), (")", "bk-close-round"), ("]", "bk-close-square"),
  ]
  private static let emacsKeys = [
    ("^F", "bk-right"), ("^E", "bk-end"), ("^A", "bk-home"), ("^X^E", "bk-editor"),
    ("\\ef", "bk-word-right"), ("\\e^M", "bk-open-row"), ("\\e^J", "bk-open-row"),
  ]
  /// Sequences that begin with an escape, without it.
  private static let escapedKeys = [
    ("[A", "bk-older"), ("OA", "bk-older"), ("[B", "bk-newer"), ("OB", "bk-newer"),
    ("[C", "bk-right"), ("OC", "bk-right"), ("[D", "ed-prev-char"), ("OD", "ed-prev-char"),
    ("[H", "bk-home"), ("OH", "bk-home"), ("[1~", "bk-home"), ("[F", "bk-end"), ("OF", "bk-end"),
    ("[4~", "bk-end"), ("[3~", "ed-delete-next-char"), ("[1;5C", "bk-word-right"),
    ("[1;5D", "ed-prev-word"), ("OP", "bk-help"), ("[11~", "bk-help"),
  ]
  private static let viCommandKeys = [
    ("k", "bk-older"), ("j", "bk-newer"), ("l", "bk-right"), ("/", "bk-search"), ("v", "bk-editor"),
    ("^D", "bk-eof"),
  ]

  /// Binds the essentials over what `.editrc` chose, for the map it chose.
  func bindKeys() {
    let isVi = terminal_editor_is_vi(editor)
    for (key, command) in Self.sharedKeys + Self.plainKeys {
      terminal_editor_bind(editor, key, command)
    }
    guard isVi else {
      for (key, command) in Self.emacsKeys { terminal_editor_bind(editor, key, command) }
      for (key, command) in Self.escapedKeys {
        terminal_editor_bind(editor, "\\e" + key, command)
      }
      return
    }
    for (key, command) in Self.sharedKeys + Self.viCommandKeys + Self.escapedKeys {
      terminal_editor_bind_alternate(editor, key, command)
    }
  }
}
