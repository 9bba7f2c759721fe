// Ctrl-R: incremental search through the history, on one line, without leaving the prompt.
import CLibedit
import CTerminal
import Glibc

/// A search under way.
struct SearchState: Equatable {
  var pattern = ""
  /// The entry shown; the history's count where none is.
  var index: Int
  var isFailing = false

  /// Looks for the pattern from the entry shown on, that one included.
  mutating func extend(_ text: String, in history: History) {
    pattern += text
    seek(history.older(than: index + 1, containing: pattern))
  }

  /// Takes the last scalar off the pattern and looks from the newest entry again.
  mutating func shorten(in history: History) {
    guard !pattern.isEmpty else { return }
    pattern.unicodeScalars.removeLast()
    index = history.entries.count
    isFailing = false
    if !pattern.isEmpty { seek(history.older(than: index, containing: pattern)) }
  }

  mutating func goOlder(in history: History) {
    let shown = index < history.entries.count ? history.entries[index] : nil
    var at = index
    while let next = history.older(than: at, containing: pattern) {
      at = next
      if history.entries[next] != shown { return seek(next) }
    }
    isFailing = true
  }

  mutating func goNewer(in history: History) {
    seek(history.newer(than: index, containing: pattern))
  }

  private mutating func seek(_ found: Int?) {
    isFailing = found == nil
    if let found { index = found }
  }
}

extension LineEditor {
  func searchHistory() -> Reply {
    let draft = (text: buffer.text, cursor: buffer.cursor, prompt: prompt)
    search = SearchState(index: history.entries.count)
    let ending = searchLoop(draft: draft.text)
    search = nil
    guard status == .editing else { return .endOfFile }
    redraw {
      show(draft.prompt)
      if ending == .restored { buffer.replaceAll(with: draft.text, cursor: draft.cursor) }
    }
    if ending == .ran { return enter() }
    return .nothing
  }

  private enum SearchEnding {
    case restored, kept, ran
  }

  private func searchLoop(draft: String) -> SearchEnding {
    while var state = search {
      showSearch(state, draft: draft)
      guard let key = readKey() else {
        if status != .editing { return .kept }
        state.extend(pastedWhileSearching, in: history)
        pastedWhileSearching = ""
        search = state
        continue
      }
      switch key {
      case "\u{12}": state.goOlder(in: history)
      case "\u{13}": state.goNewer(in: history)
      case "\u{7F}", "\u{08}": state.shorten(in: history)
      case "\u{07}": return .restored
      case "\r", "\n": return .ran
      case "\u{1B}":
        // Alone it ends the search; before a sequence it belongs to the key that ends it.
        if sequenceFollows() { input.putBack(key) }
        return .kept
      case _ where key.value < 0x20:
        input.putBack(key)
        return .kept
      default: state.extend(String(key), in: history)
      }
      search = state
    }
    return .kept
  }

  private func sequenceFollows() -> Bool {
    if !input.isEmpty { return true }
    var wait = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    return Glibc.poll(&wait, 1, 50) > 0
  }

  private func showSearch(_ state: SearchState, draft: String) {
    let entries = history.entries
    let shown = state.index < entries.count ? entries[state.index] : draft
    let word = state.isFailing ? "no match" : "search"
    redraw {
      show(Prompt("(\(word) '\(state.pattern)') ", style: state.isFailing ? .error : .prompt))
      buffer.replaceAll(with: shown)
      if !state.isFailing, let at = offset(of: state.pattern, in: shown) { buffer.move(to: at) }
    }
  }
}

/// Where a pattern first stands in a text, in scalars.
func offset(of pattern: String, in text: String) -> Int? {
  let text = Array(text.unicodeScalars)
  let pattern = Array(pattern.unicodeScalars)
  guard !pattern.isEmpty, pattern.count <= text.count else { return nil }
  return (0...(text.count - pattern.count)).first { text[$0...].starts(with: pattern) }
}
