// Tab: the common prefix first, then the list, then each candidate in turn.
import CLibedit
import CTerminal
import Glibc

/// Candidates that have been listed: further Tabs put one after the other in place.
struct CompletionCycle {
  var completions: Completions
  var index: Int
  /// The text and cursor that the last Tab left; any other key changes them and ends the cycle.
  var text: String
  var cursor: Int
}

extension LineEditor {
  func completeWord() -> Reply {
    let text = buffer.text
    let cursor = buffer.cursor
    if let cycle = listing, cycle.text == text, cycle.cursor == cursor { return turn(cycle) }
    listing = nil
    if indentsInstead(buffer.scalars, cursor) {
      buffer.insert("  ")
      return .refresh
    }
    let found = support.complete(text, cursor)
    guard let first = found.candidates.first, found.start <= cursor else { return .beep }
    if found.candidates.count == 1 {
      replaceWord(from: found.start, with: first.text + unlessThere(first.suffix))
      return .refresh
    }
    let common = commonPrefix(found.candidates.map(\.text))
    if common.unicodeScalars.count > cursor - found.start {
      replaceWord(from: found.start, with: common)
      return .refresh
    }
    list(found)
    return .nothing
  }

  /// On a row that is blank so far, within a block, Tab indents.
  private func indentsInstead(_ text: [Unicode.Scalar], _ cursor: Int) -> Bool {
    let row = text[..<cursor].reversed().prefix { $0 != "\n" }
    return text.contains("\n") && row.allSatisfy { $0 == " " || $0 == "\t" }
  }

  private func list(_ found: Completions) {
    let shown = candidateListing(
      found.candidates, columns: TerminalProfile.columns, usesColor: profile.usesColor)
    finishLine()
    emit(shown.joined(separator: "\r\n") + "\r\n", to: STDOUT_FILENO)
    terminal_editor_refresh(editor)
    listing = CompletionCycle(
      completions: found, index: -1, text: buffer.text, cursor: buffer.cursor)
  }

  private func turn(_ cycle: CompletionCycle) -> Reply {
    var cycle = cycle
    cycle.index = (cycle.index + 1) % cycle.completions.candidates.count
    replaceWord(
      from: cycle.completions.start, with: cycle.completions.candidates[cycle.index].text)
    cycle.text = buffer.text
    cycle.cursor = buffer.cursor
    listing = cycle
    return .refresh
  }

  private func replaceWord(from start: Int, with text: String) {
    buffer.deleteBackward(buffer.cursor - start)
    buffer.insert(text)
  }

  private func unlessThere(_ suffix: String) -> String {
    let rest = buffer.scalars[buffer.cursor...]
    return rest.starts(with: suffix.unicodeScalars) ? "" : suffix
  }
}

/// The longest text that all the texts start with.
func commonPrefix(_ texts: [String]) -> String {
  guard let first = texts.first else { return "" }
  var common = Array(first.unicodeScalars)
  for text in texts.dropFirst() {
    let shared = zip(common, text.unicodeScalars).prefix { $0 == $1 }.count
    common.removeSubrange(shared...)
  }
  return String(String.UnicodeScalarView(common))
}

/// How many candidates a listing shows at most.
let listedCandidatesLimit = 200

/// The candidates in columns, read downwards.
func candidateListing(_ candidates: [Candidate], columns: Int, usesColor: Bool) -> [String] {
  let shown = candidates.prefix(listedCandidatesLimit)
  let widest = shown.map { cellWidth($0.text) }.max() ?? 0
  let perRow = max(1, min(columns / (widest + 2), shown.count))
  let rowCount = (shown.count + perRow - 1) / perRow
  var rows: [String] = []
  for row in 0..<rowCount {
    var text = ""
    for column in 0..<perRow {
      let index = column * rowCount + row
      guard index < shown.count else { break }
      let candidate = shown[shown.startIndex + index]
      let isLast = index + rowCount >= shown.count || column == perRow - 1
      let gap = isLast ? 0 : widest + 2 - cellWidth(candidate.text)
      text += candidate.style.paint(candidate.text, when: usesColor)
      text += String(repeating: " ", count: gap)
    }
    rows.append(text)
  }
  if candidates.count > shown.count { rows.append("… \(candidates.count - shown.count) more") }
  return rows
}
