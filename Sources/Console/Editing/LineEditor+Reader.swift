// The reader under libedit: waits for keys, signals and messages in one place, and paints whenever
// it is about to wait.
import CTerminal
import Glibc

extension LineEditor {
  /// How long the rest of an escape sequence or a paste may take before we go on without it.
  private static let sequencePatience: Int32 = 50
  private static let pastePatience: Int32 = 2_000

  /// The next key for libedit; nil ends the reading, with `status` saying why.
  func readKey() -> Unicode.Scalar? {
    if !prefilled.isEmpty {
      let text = prefilled
      prefilled = ""
      insertFromOutside(text)
    }
    while status == .editing {
      switch input.next() {
      case .scalar(let scalar):
        eraseHint()
        return scalar
      case .paste(let text):
        take(paste: text)
        if search != nil { return nil }
        continue
      case nil: break
      }
      if input.awaitsMore {
        readRest()
        continue
      }
      if poll(milliseconds: 0) == .nothing { paint() }
      switch poll(milliseconds: -1) {
      case .woken: answerWakeUp()
      case .readable: readBytes()
      case .nothing: continue
      }
    }
    return nil
  }

  private func readRest() {
    let isPaste = input.isPasting
    switch poll(milliseconds: isPaste ? Self.pastePatience : Self.sequencePatience) {
    case .readable: readBytes()
    case .woken: answerWakeUp()
    case .nothing: input.stopWaiting()
    }
  }

  private func poll(milliseconds: Int32) -> Readiness {
    wait(for: STDIN_FILENO, milliseconds: milliseconds)
  }

  private func readBytes() {
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let count = read(STDIN_FILENO, &bytes, bytes.count)
    if count > 0 {
      input.append(bytes[..<count])
    } else if count == 0 || (errno != EINTR && errno != EAGAIN) {
      // The terminal is gone.
      status = .endOfInput
    }
  }

  private func answerWakeUp() {
    terminal_wake_drain()
    let flags = terminal_signals_take()
    if flags & TERMINAL_TERMINATE != 0 || flags & TERMINAL_HANGUP != 0 {
      status = .terminated(flags & TERMINAL_TERMINATE != 0 ? SIGTERM : SIGHUP)
      finishLine()
      return
    }
    if flags & TERMINAL_INTERRUPT != 0 {
      // The terminal has thrown away what was typed behind the key; so do we.
      input = KeyInput()
      abandonLine()
      return
    }
    if flags & TERMINAL_SUSPEND != 0 {
      suspend()
    } else if flags & TERMINAL_CONTINUE != 0 {
      resume()
    }
    if flags & TERMINAL_RESIZE != 0 { redrawAfterResize() }
    printMessages()
  }

  private func suspend() {
    finishLine()
    if !profile.isDumb { emit("\u{1B}[?2004l", to: STDOUT_FILENO) }
    terminal_editor_prepare(editor, false)
    terminal_raise_default(SIGTSTP)
    _ = terminal_signals_take()
    resume()
  }

  private func resume() {
    // libedit believes that the terminal is still prepared: take it back before taking it again.
    terminal_editor_prepare(editor, false)
    terminal_editor_prepare(editor, true)
    emit(profile.isDumb ? "\r" : "\u{1B}[?2004h\r\u{1B}[J", to: STDOUT_FILENO)
    terminal_editor_refresh(editor)
  }

  private func take(paste text: String) {
    if search != nil {
      pastedWhileSearching += text.prefix { $0 != "\n" }
    } else {
      insertFromOutside(text)
    }
  }

  private func printMessages() {
    let waiting = messages.withLock { queue in
      defer { queue = [] }
      return queue
    }
    for message in waiting { printAbove(message) }
  }

  package func post(_ message: String) {
    messages.withLock { $0.append(message) }
    terminal_wake()
  }
}
