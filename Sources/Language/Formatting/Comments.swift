// Where comments and blank lines stand between the tokens of a file.
import Diagnostics

/// A comment with what surrounds it.
struct Comment: Sendable {
  let text: String
  /// True where a blank line stands before it.
  let hasBlankBefore: Bool
}

/// What stands between a token and the one before it.
struct Gap: Sendable {
  /// A comment that ends the line of the token before.
  var trailing: String?
  /// Comments on lines of their own.
  var comments: [Comment] = []
  /// True where a blank line stands right before the token.
  var hasBlankBefore = false

  /// Reads the trivia before a token.
  init(_ source: SourceText, _ token: Token) {
    var at = token.triviaStart
    let end = token.range.lower
    var breaks = at == 0 ? 1 : 0
    while at < end {
      let byte = source.bytes[at]
      guard byte == UInt8(ascii: "#") else {
        let isLoneReturn = byte == 0x0D && (at + 1 == end || source.bytes[at + 1] != 0x0A)
        if byte == 0x0A || isLoneReturn { breaks += 1 }
        at += 1
        continue
      }
      let stop = commentEnd(source.bytes, at, end)
      add(source.slice(SourceRange(at, stop)).trimmedAtEnd, breaks)
      breaks = 0
      at = stop
    }
    hasBlankBefore = breaks > 1
  }

  /// The comments of this gap and then those of a later one, for a token that is left out.
  func followed(by later: Gap) -> Gap {
    var gap = self
    if let trailing = later.trailing {
      if gap.trailing == nil && gap.comments.isEmpty {
        gap.trailing = trailing
      } else {
        gap.comments.append(Comment(text: trailing, hasBlankBefore: false))
      }
    }
    gap.comments += later.comments
    gap.hasBlankBefore = later.hasBlankBefore
    return gap
  }

  private mutating func add(_ text: String, _ breaks: Int) {
    if breaks == 0 && trailing == nil && comments.isEmpty {
      trailing = text
    } else {
      comments.append(Comment(text: text, hasBlankBefore: breaks > 1))
    }
  }
}

extension String {
  /// The text without the white space at its end.
  fileprivate var trimmedAtEnd: String {
    var text = Substring(self)
    while let last = text.last, last.isWhitespace { text = text.dropLast() }
    return String(text)
  }
}
