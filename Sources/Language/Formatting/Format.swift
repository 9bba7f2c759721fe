// Canonical text of a rule file: the same rules, every comment, one spelling.
import Diagnostics

/// The canonical text of a file; nil where the file has mistakes in its syntax.
///
/// Formatting twice changes nothing the second time. Every comment stays, in order; one blank line
/// stays where there were some; the version line is written where it was missing; bare numbers get
/// the units that checking found for them.
package func format(_ file: SyntaxFile, adopting adopted: [AdoptedUnit] = []) -> String? {
  guard !file.diagnostics.hasErrors else { return nil }
  let units = Dictionary(
    adopted.filter { $0.source == file.source.name }.map { ($0.range.lower, attached($0.unit)) },
    uniquingKeysWith: { (first: String, _) in first })
  var formatter = Formatter(file, units)
  return formatter.run()
}

/// True where the file's text is what `format` would write.
package func isCanonical(_ file: SyntaxFile, adopting adopted: [AdoptedUnit] = []) -> Bool {
  format(file, adopting: adopted) == file.source.text
}

/// Walks the items of a file and lays each out.
private struct Formatter {
  let file: SyntaxFile
  let words: [Word]
  var layout: Layout
  var index = 0

  init(_ file: SyntaxFile, _ units: [Int: String]) {
    self.file = file
    words = WordList(file, units).words
    layout = Layout(words: words)
  }

  mutating func run() -> String {
    if file.version == nil {
      writeVersion()
    } else {
      group(upTo: 2, indent: 0)
    }
    for item in file.items { layOut(item) }
    layout.lead(words.count - 1, indent: 0, keepsBlank: !file.items.isEmpty || words.count > 1)
    return layout.text + "\n"
  }

  /// The version line where the file has none: the first line, but for `#!…`.
  private mutating func writeVersion() {
    let version = "brink \(SyntaxLimits.version)"
    guard let first = words[0].gap.comments.first, first.text.hasPrefix("#!") else {
      layout.line(version, indent: 0)
      return
    }
    layout.line(first.text, indent: 0)
    layout.line(version, indent: 0)
    layout.forgetFirstComment()
  }

  /// One line, or as many as it takes, from the current word up to another.
  private mutating func group(upTo end: Int, indent: Int, keepsBlank: Bool = true) {
    layout.lead(index, indent: indent, keepsBlank: keepsBlank)
    layout.startLine(indent)
    layout.emit(index..<end, indent: indent)
    index = end
    layout.trail(before: end)
  }

  private func firstWord(at offset: Int) -> Int {
    var low = index
    while low < words.count - 1, words[low].range.lower < offset { low += 1 }
    return low
  }

  private mutating func layOut(_ item: Item) {
    index = firstWord(at: item.range.lower)
    let end = firstWord(at: item.range.upper)
    let block = (index..<end).first {
      words[$0].role == .block && words[$0].lexeme == .symbol(.openBrace)
    }
    if let block {
      group(upTo: block + 1, indent: 0)
      clauses(upTo: end - 1)
      closingBrace(end)
      return
    }
    table(upTo: end)
  }

  /// The clauses of a block, each on a line of its own.
  private mutating func clauses(upTo close: Int) {
    var isFirst = true
    while index < close {
      group(upTo: clauseEnd(close), indent: 2, keepsBlank: !isFirst)
      isFirst = false
    }
  }

  /// The closing brace of a block or table; the comments before it belong inside.
  private mutating func closingBrace(_ end: Int) {
    var keepsBlank = words[index - 1].lexeme != .symbol(.openBrace)
    for comment in words[index].gap.comments {
      if comment.hasBlankBefore && keepsBlank { layout.blankLine() }
      layout.line(comment.text, indent: 2)
      keepsBlank = true
    }
    layout.startLine(0)
    layout.emit(index..<end, indent: 0)
    index = end
    layout.trail(before: end)
  }

  private func clauseEnd(_ close: Int) -> Int {
    var at = index + 1
    while at < close {
      if case .keyword(let keyword) = words[at].lexeme, words[at].depth == 0,
        keyword.startsClause,
        !(keyword == .when && words[index].lexeme == .keyword(.level)
          && at <= index + 2)
      {
        if !isNamed(at) { return at }
      }
      at += 1
    }
    return close
  }

  /// True for a keyword that stands as a name: after `level`, `severity`, `over`, or before `at`.
  private func isNamed(_ at: Int) -> Bool {
    guard case .keyword(let before) = words[at - 1].lexeme else { return false }
    return [.level, .severity, .over, .fires, .quiet, .pending, .clears, .unknown]
      .contains(before) && !(before == .severity && at - 1 > index)
  }

  /// An item without a block; a table that does not fit gets a line for each entry.
  private mutating func table(upTo end: Int) {
    let open = (index..<end).first {
      words[$0].role == .table && words[$0].lexeme == .symbol(.openBrace)
    }
    guard let open, case .symbol(.closeBrace) = words[end - 1].lexeme, isTooLong(end) else {
      group(upTo: end, indent: 0)
      return
    }
    let isBacktest = words[index].lexeme == .keyword(.backtest)
    group(upTo: open + 1, indent: 0)
    var isFirst = true
    while index < end - 1 {
      group(upTo: entryEnd(end - 1, isBacktest), indent: 2, keepsBlank: !isFirst)
      isFirst = false
    }
    closingBrace(end)
  }

  private func isTooLong(_ end: Int) -> Bool {
    var width = 0
    for at in index..<end {
      if at > index, words[at].isCommented { return true }
      width += displayWidth(words[at].text) + (words[at].hasSpaceBefore && at > index ? 1 : 0)
    }
    return width > Layout.width
  }

  private func entryEnd(_ close: Int, _ isBacktest: Bool) -> Int {
    var at = index + 1
    while at < close {
      if words[at].depth == 1 {
        if !isBacktest, words[at - 1].lexeme == .symbol(.comma), words[at - 1].depth == 1 {
          return at
        }
        if isBacktest, case .keyword(let keyword) = words[at].lexeme,
          keyword == .match || keyword == .report
        {
          return at
        }
      }
      at += 1
    }
    return close
  }
}
