// Breaking the words of a file over lines of at most a hundred columns.
import Diagnostics

/// Writes words line by line.
struct Layout {
  /// The widest line that is not broken further.
  static let width = 100

  private(set) var words: [Word]
  private(set) var text = ""
  private var column = 0
  /// True where nothing but indentation is on the line.
  private var isFresh = true
  private var isFirstLine = true

  init(words: [Word]) { self.words = words }

  /// Leaves out the first comment of the file, which was written already.
  mutating func forgetFirstComment() {
    if !words[0].gap.comments.isEmpty { words[0].gap.comments.removeFirst() }
  }

  // MARK: Lines

  mutating func line(_ content: String, indent: Int) {
    startLine(indent)
    write(content)
  }

  private mutating func write(_ content: String) {
    text += content
    column += displayWidth(content)
    isFresh = false
  }

  /// Goes to the start of a new line; on a fresh line only the indentation changes.
  mutating func startLine(_ indent: Int) {
    if isFresh && !isFirstLine {
      while text.last == " " { text.removeLast() }
    } else if !isFirstLine {
      text += "\n"
    }
    isFirstLine = false
    text += String(repeating: " ", count: indent)
    column = indent
    isFresh = true
  }

  mutating func blankLine() {
    guard !isFirstLine, !text.hasSuffix("\n\n") else { return }
    text += "\n"
  }

  /// The comments and blank lines before a word that begins a line of its own.
  mutating func lead(_ index: Int, indent: Int, keepsBlank: Bool) {
    let gap = words[index].gap
    var keeps = keepsBlank
    for comment in gap.comments {
      if comment.hasBlankBefore && keeps { blankLine() }
      line(comment.text, indent: indent)
      keeps = true
    }
    if gap.hasBlankBefore && keeps && words[index].lexeme != .end
      && !(words[index].role == .block && words[index].lexeme == .symbol(.closeBrace))
    {
      blankLine()
    }
  }

  /// The comment that ends the line of the word before `index`.
  mutating func trail(before index: Int) {
    guard index < words.count, let comment = words[index].gap.trailing else { return }
    write((isFresh ? "" : " ") + comment)
  }

  // MARK: Words

  /// How tightly the lines of a range may be broken: which operators, how deep in brackets.
  struct Grip {
    var depth: Int
    var level = 0

    /// The next tighter grip.
    fileprivate var next: Grip {
      level < Layout.lastLevel
        ? Grip(depth: depth, level: level + 1) : Grip(depth: depth + 1, level: 3)
    }
  }

  /// Writes the words of a range, the first of which begins a line or follows on one.
  mutating func emit(_ range: Range<Int>, indent: Int) {
    guard let depth = range.map({ words[$0].depth }).min() else { return }
    emit(range, indent, Grip(depth: depth), base: depth)
  }

  private mutating func emit(_ range: Range<Int>, _ indent: Int, _ start: Grip, base: Int) {
    var grip = start
    let isCommented = hasComments(range)
    if !isCommented, column + flatWidth(range) <= Self.width {
      emitFlat(range, indent)
      return
    }
    let deepest = range.map { words[$0].depth }.max() ?? 0
    var breaks: [Int] = []
    while grip.depth <= deepest {
      breaks = self.breaks(in: range, grip, base)
      if !breaks.isEmpty { break }
      grip = grip.next
    }
    guard !breaks.isEmpty else {
      isCommented ? emitCommented(range, indent) : emitFlat(range, indent)
      return
    }
    var first = range.lowerBound
    for stop in breaks + [range.upperBound] {
      let isLater = first > range.lowerBound
      let isPart = grip.level < 3
      let deeper =
        isPart ? (isSecondTrigger(first, range) ? 0 : 2) : 4 + 2 * (grip.depth - base)
      if isLater { breakLine(before: first, indent + deeper) }
      let inner = isPart ? (isLater ? deeper : 0) : 2
      emit(first..<stop, indent + inner, grip.next, base: base)
      first = stop
    }
  }

  /// True at the `then` of a clause `when … then …`, which stands below its `when`.
  private func isSecondTrigger(_ index: Int, _ range: Range<Int>) -> Bool {
    words[index].lexeme == .keyword(.then) && words[range.lowerBound].lexeme == .keyword(.when)
  }

  /// Ends the line before a word, keeping the comments that stand there.
  private mutating func breakLine(before index: Int, _ indent: Int) {
    trail(before: index)
    for comment in words[index].gap.comments { line(comment.text, indent: indent) }
    startLine(indent)
  }

  /// Words on one line; the points of a `given` fill as many lines as they need.
  private mutating func emitFlat(_ range: Range<Int>, _ indent: Int) {
    for index in range {
      if words[index].startsPoint, index > range.lowerBound, !isFresh,
        column + flatWidth(index..<pointEnd(index)) > Self.width
      {
        startLine(indent + 4)
      }
      put(index)
    }
  }

  private func pointEnd(_ index: Int) -> Int {
    var end = index + 1
    while end < words.count, words[end].isInPoints, !words[end].startsPoint { end += 1 }
    return end
  }

  private mutating func put(_ index: Int) {
    let space = words[index].hasSpaceBefore && !isFresh
    write((space ? " " : "") + words[index].text)
  }

  /// Words with comments among them and no better place to break.
  private mutating func emitCommented(_ range: Range<Int>, _ indent: Int) {
    for index in range {
      if index > range.lowerBound, words[index].isCommented { breakLine(before: index, indent + 4) }
      put(index)
    }
  }

  private func hasComments(_ range: Range<Int>) -> Bool {
    range.dropFirst().contains { words[$0].isCommented }
  }

  private func flatWidth(_ range: Range<Int>) -> Int {
    var width = 0
    for index in range {
      width += displayWidth(words[index].text) + (words[index].hasSpaceBefore ? 1 : 0)
    }
    return width
  }

  // MARK: Breaks

  static let lastLevel = 9

  /// The words of a range before which a line may break at a grip.
  private func breaks(in range: Range<Int>, _ grip: Grip, _ base: Int) -> [Int] {
    range.dropFirst().filter { index in
      words[index].depth == grip.depth && isBreak(index, grip, range, base)
    }
  }

  /// What an event carries first, then what the rule does, then the operators from loose to tight;
  /// inside brackets the commas come first.
  private func isBreak(_ index: Int, _ grip: Grip, _ range: Range<Int>, _ base: Int) -> Bool {
    if grip.level == (grip.depth > base ? 3 : 9) {
      return words[index - 1].lexeme == .symbol(.comma) && words[index].role != .table
    }
    if words[index].isInPoints { return false }
    switch (grip.level, words[index].lexeme) {
    case (0, .keyword(let keyword)): return [.by, .severity, .say, .because].contains(keyword)
    case (1, .keyword(let keyword)):
      if keyword == .every { return words[range.lowerBound].lexeme == .keyword(.given) }
      return [.until, .keep, .then, .else, .from, .match, .report].contains(keyword)
    case (2, .keyword(let keyword)): return keyword == .for && !follows(.until, index, range)
    case (4, .keyword(let keyword)): return keyword == .or
    case (5, .keyword(let keyword)): return keyword == .and
    case (6, .symbol(let symbol)):
      return symbol == .coalesce || symbol.relation != nil && symbol != .assign
    case (7, .symbol(let symbol)):
      return symbol == .plus && words[index].hasSpaceBefore || symbol == .minus && isBinary(index)
    case (8, .symbol(let symbol)): return (symbol == .star || symbol == .slash) && isBinary(index)
    default: return false
    }
  }

  private func isBinary(_ index: Int) -> Bool {
    guard index > 0, words[index].hasSpaceBefore, index + 1 < words.count else { return false }
    return words[index + 1].hasSpaceBefore
  }

  /// True where the keyword stands in the range before the word: `for` after `until` stays there.
  private func follows(_ keyword: Keyword, _ index: Int, _ range: Range<Int>) -> Bool {
    range.contains { $0 < index && words[$0].lexeme == .keyword(keyword) }
  }
}
