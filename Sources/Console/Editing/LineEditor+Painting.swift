// Drawing around libedit: colours and hints over its cells, redrawing after the screen has changed,
// and leaving the line behind.
import CLibedit
import CTerminal
import Glibc

extension LineEditor {
  func layout() -> ScreenLayout {
    ScreenLayout(
      promptWidth: cellWidth(prompt.text), text: buffer.scalars,
      columns: TerminalProfile.columns)
  }

  /// Paints the line in colour with its hint; leaves it to libedit where it would not fit.
  func paint() {
    let text = buffer.scalars
    let cursor = buffer.cursor
    guard canPaint(text.count) else { return }
    shownHint = cursor == text.count ? hint(for: buffer.text) : nil
    lastHint = shownHint.map { ($0, buffer.text) }
    paint(text, cursor: cursor, hint: shownHint?.text ?? "")
  }

  private func canPaint(_ count: Int) -> Bool { !profile.isDumb && count <= Self.paintLimit }

  private func hint(for text: String) -> Hint? {
    guard profile.usesColor, search == nil, !text.isEmpty else { return nil }
    if let rest = history.suggestion(for: text) { return Hint(rest, isInsertable: true) }
    return support.hint(text)
  }

  private func paint(
    _ text: [Unicode.Scalar], cursor: Int, hint: String, destination: Int? = nil
  ) {
    let layout = layout()
    guard layout.rowCount < TerminalProfile.rows else { return }
    let spans = profile.usesColor ? support.highlight(buffer.text) : []
    let overlay = Overlay(
      prompt: prompt, text: text, cursor: cursor, spans: spans, hint: hint,
      usesColor: profile.usesColor, layout: layout)
    emit(overlay.frame(destination: destination), to: STDOUT_FILENO)
  }

  /// Takes the hint off the screen before libedit draws: its diffing never knew it was there.
  func eraseHint() {
    guard shownHint != nil else { return }
    shownHint = nil
    emit("\u{1B}[K", to: STDOUT_FILENO)
  }

  /// Leaves the line as it is and goes to the start of a fresh row below it.
  func finishLine(mark: String = "") {
    let text = buffer.scalars
    eraseHint()
    let layout = layout()
    if canPaint(text.count), layout.rowCount < TerminalProfile.rows {
      paint(text, cursor: buffer.cursor, hint: "", destination: text.count)
      emit(mark + "\r\n", to: STDOUT_FILENO)
      return
    }
    let below = layout.rowCount - 1 - layout.place(buffer.cursor).row
    let down =
      profile.isDumb
      ? String(repeating: "\n", count: min(below, TerminalProfile.rows))
      : below > 0 ? "\u{1B}[\(TerminalProfile.rows)B" : ""
    emit(down + mark + "\r\n", to: STDOUT_FILENO)
  }

  /// Goes to where the prompt starts, and clears from there.
  func goHome() {
    eraseHint()
    let row = min(layout().place(buffer.cursor).row, TerminalProfile.rows - 1)
    if profile.isDumb {
      emit(row == 0 ? "\r" : "\r\n", to: STDOUT_FILENO)
    } else {
      emit("\r" + Overlay.rows(-row) + "\u{1B}[J", to: STDOUT_FILENO)
    }
  }

  /// Changes the buffer behind libedit's back and has it drawn anew.
  func redraw(_ change: () -> Void = {}) {
    goHome()
    change()
    terminal_editor_refresh(editor)
  }

  func insertFromOutside(_ text: String) {
    redraw { buffer.insert(text) }
  }

  func redrawAfterResize() {
    // Terminals wrap the rows anew by themselves, so the way home is counted in the new width.
    goHome()
    lazy_el_resize(editor)
    terminal_editor_refresh(editor)
  }

  /// Prints text above the line being edited, and the line again below it.
  func printAbove(_ message: String) {
    goHome()
    let body = message.hasSuffix("\n") ? String(message.dropLast()) : message
    let rows = body.split(separator: "\n", omittingEmptySubsequences: false)
    emit(rows.joined(separator: "\r\n") + "\r\n", to: STDOUT_FILENO)
    terminal_editor_refresh(editor)
  }
}
