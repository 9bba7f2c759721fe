// Reading without a line editor: `edit off` in ~/.editrc, or a terminal libedit cannot open. The
// terminal's own line discipline does the editing.
import CTerminal
import Glibc

/// Reads rows until they make a whole statement, with a second prompt for the rest of a block.
package final class PlainLineReader: LineReading {
  package var support = EditingSupport()
  private let historyFile: HistoryFile?
  private var pending: [UInt8] = []

  package init(historyPath: String?) {
    historyFile = historyPath.map { HistoryFile(path: $0) }
  }

  package func readStatement(_ prompt: Prompt) -> LineEvent {
    var text = ""
    var shown = prompt.text
    _ = terminal_signals_take()
    while true {
      emit(shown, to: STDOUT_FILENO)
      switch readRow() {
      case .success(let row?):
        let isStuck = !text.isEmpty && StatementShape(row).isBlank
        text += text.isEmpty ? row : "\n" + row
        guard isStuck || support.isComplete(text) else {
          shown = "  ...> "
          continue
        }
        if let entry = History.storable(text) { historyFile?.append(entry) }
        return .statement(text)
      case .success(nil): return .endOfInput
      case .failure: return .interrupted
      }
    }
  }

  package func prefill(_ text: String) { post(text) }
  package func post(_ message: String) { emit(message + "\n", to: STDOUT_FILENO) }
  package func close() {}

  private struct Interruption: Error {}

  private func readRow() -> Result<String?, Interruption> {
    while true {
      if let end = pending.firstIndex(of: 0x0A) {
        let row = String(decoding: pending[..<end], as: UTF8.self)
        pending.removeSubrange(...end)
        return .success(row)
      }
      if wait(for: STDIN_FILENO, milliseconds: -1) == .woken {
        guard takeInterrupt() else { continue }
        pending = []
        emit("\n", to: STDOUT_FILENO)
        return .failure(Interruption())
      }
      var bytes = [UInt8](repeating: 0, count: 4_096)
      let count = read(STDIN_FILENO, &bytes, bytes.count)
      if count > 0 {
        pending.append(contentsOf: bytes[..<count])
      } else if count < 0 && errno == EINTR {
        continue
      } else if pending.isEmpty {
        return .success(nil)
      } else {
        pending.append(0x0A)
      }
    }
  }
}
