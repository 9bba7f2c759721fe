// The commands that act on the text: Enter, Ctrl-C, Ctrl-D, moving, help and the person's editor.
import CLibedit
import CTerminal
import Glibc

extension LineEditor {
  /// Runs the statement when it is whole; otherwise opens another row.
  ///
  /// Enter on an empty last row runs in any case, so that nobody is ever caught in a block.
  func enter() -> Reply {
    let text = buffer.text
    let isStuck = text.contains("\n") && lastRowIsBlank(text)
    guard isStuck || support.isComplete(text) else { return openRow() }
    return accept(text)
  }

  func accept(_ text: String) -> Reply {
    status = .accepted(text)
    finishLine()
    return .newline
  }

  func openRow() -> Reply {
    let before = String(String.UnicodeScalarView(buffer.scalars.prefix(buffer.cursor)))
    buffer.insert("\n" + indentation(after: before))
    return .refresh
  }

  /// A closing bracket that begins its row stands one step further left.
  func close(_ bracket: String) -> Reply {
    let before = buffer.scalars.prefix(buffer.cursor)
    let row = before.reversed().prefix { $0 != "\n" }
    if before.contains("\n"), row.count >= 2, row.allSatisfy({ $0 == " " }) {
      buffer.deleteBackward(2)
    }
    buffer.insert(bracket)
    return .refresh
  }

  private func lastRowIsBlank(_ text: String) -> Bool {
    text.unicodeScalars.reversed().prefix { $0 != "\n" }.allSatisfy { $0 == " " || $0 == "\t" }
  }

  func interrupt() -> Reply {
    abandonLine()
    return .newline
  }

  /// Leaves what was typed on the screen, marked, and ends the reading.
  func abandonLine() {
    status = .interrupted
    finishLine(mark: "^C")
  }

  func deleteOrEnd() -> Reply {
    let length = buffer.scalars.count
    if length == 0 {
      status = .endOfInput
      finishLine()
      return .endOfFile
    }
    guard buffer.cursor < length else { return .beep }
    buffer.move(to: buffer.cursor + 1)
    buffer.deleteBackward(1)
    return .refresh
  }

  func goRight() -> Reply {
    if takeHint(upTo: .max) { return .refresh }
    let cursor = buffer.cursor
    guard cursor < buffer.scalars.count else { return .beep }
    buffer.move(to: cursor + 1)
    return .refresh
  }

  func goWordRight() -> Reply {
    let text = buffer.scalars
    if buffer.cursor == text.count, let hint = hintAtEnd {
      _ = takeHint(upTo: wordEnd(in: Array(hint.text.unicodeScalars), from: 0))
      return .refresh
    }
    buffer.move(to: wordEnd(in: text, from: buffer.cursor))
    return .refresh
  }

  /// The hint that stands behind the text and the cursor and may be taken.
  private var hintAtEnd: Hint? {
    guard let (hint, text) = lastHint, hint.isInsertable, text == buffer.text else { return nil }
    return buffer.cursor == buffer.scalars.count ? hint : nil
  }

  /// Inserts the hint, or so many scalars of it, where the cursor is at the end of the text.
  private func takeHint(upTo count: Int) -> Bool {
    guard let hint = hintAtEnd else { return false }
    buffer.insert(String(String.UnicodeScalarView(hint.text.unicodeScalars.prefix(count))))
    return true
  }

  func goToRowEnd() -> Reply {
    if takeHint(upTo: .max) { return .refresh }
    let text = buffer.scalars
    let cursor = buffer.cursor
    buffer.move(to: text[cursor...].firstIndex(of: "\n") ?? text.count)
    return .refresh
  }

  func goToRowStart() -> Reply {
    let before = buffer.scalars.prefix(buffer.cursor)
    buffer.move(to: before.lastIndex(of: "\n").map { $0 + 1 } ?? 0)
    return .refresh
  }

  func editElsewhere() -> Reply {
    let text = buffer.text
    finishLine()
    terminal_editor_prepare(editor, false)
    let edited = support.editElsewhere(text)
    terminal_editor_prepare(editor, true)
    _ = terminal_signals_take()
    if let edited { buffer.replaceAll(with: edited) }
    terminal_editor_refresh(editor)
    return .nothing
  }

  func showHelp() -> Reply {
    guard let help = support.describe(buffer.text, buffer.cursor) else { return .beep }
    printAbove(help)
    return .nothing
  }
}

/// The end of the word at or after an offset.
func wordEnd(in text: [Unicode.Scalar], from start: Int) -> Int {
  func isPart(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }
  var at = start
  while at < text.count, !isPart(text[at]) { at += 1 }
  while at < text.count, isPart(text[at]) { at += 1 }
  return at
}
