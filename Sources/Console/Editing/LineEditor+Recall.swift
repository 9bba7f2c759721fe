// Up and Down: between the rows of the block first, then through the history.
import CLibedit

extension LineEditor {
  func goUp() -> Reply {
    let text = buffer.scalars
    let cursor = buffer.cursor
    guard let offset = rowAbove(in: text, from: cursor) else { return goOlder() }
    buffer.move(to: offset)
    return .refresh
  }

  func goDown() -> Reply {
    guard let offset = rowBelow(in: buffer.scalars, from: buffer.cursor) else { return goNewer() }
    buffer.move(to: offset)
    return .refresh
  }

  func goOlder() -> Reply {
    let text = buffer.text
    var current = walk.flatMap { $0.shown == text ? $0 : nil }
      ?? RecallWalk(draft: text, cursor: buffer.cursor, historyCount: history.entries.count)
    guard current.goOlder(in: history) else { return .beep }
    walk = current
    buffer.replaceAll(with: current.shown)
    return .refresh
  }

  func goNewer() -> Reply {
    guard var current = walk, current.shown == buffer.text, current.goNewer(in: history) else {
      return .beep
    }
    walk = current
    let isDraft = current.index == history.entries.count
    buffer.replaceAll(with: current.shown, cursor: isDraft ? current.draftCursor : nil)
    return .refresh
  }
}

/// The offset one row up in the same column, or at that row's end; nil in the first row.
func rowAbove(in text: [Unicode.Scalar], from cursor: Int) -> Int? {
  let start = rowStart(in: text, of: cursor)
  guard start > 0 else { return nil }
  let above = rowStart(in: text, of: start - 1)
  return min(above + cursor - start, start - 1)
}

/// The offset one row down in the same column, or at that row's end; nil in the last row.
func rowBelow(in text: [Unicode.Scalar], from cursor: Int) -> Int? {
  guard let end = text[cursor...].firstIndex(of: "\n") else { return nil }
  let column = cursor - rowStart(in: text, of: cursor)
  let below = end + 1
  let belowEnd = text[below...].firstIndex(of: "\n") ?? text.count
  return min(below + column, belowEnd)
}

private func rowStart(in text: [Unicode.Scalar], of cursor: Int) -> Int {
  text[..<cursor].lastIndex(of: "\n").map { $0 + 1 } ?? 0
}
