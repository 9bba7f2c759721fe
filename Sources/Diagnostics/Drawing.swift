// Drawing a diagnostic for a person: place, excerpt, caret, cause, remedy.

/// Whether a drawing carries colour.
package enum Ink: Sendable {
  case plain
  case colour

  /// The text in an ANSI style, or as it is without colour.
  package func paint(_ text: String, _ code: String) -> String {
    self == .plain || text.isEmpty ? text : "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}

extension Diagnostic {
  /// The whole drawing, several lines, with a final line break.
  package func drawing(_ ink: Ink = .plain) -> String {
    let tint = severity == .error ? "1;31" : severity == .lint ? "1;33" : "1;35"
    var out = ink.paint("\(severity.rawValue)[\(code)]", tint) + ": "
    out += ink.paint(printable(message), "1") + "\n"
    var gutter = ""
    if case .source(let source, let range) = place {
      let excerpt = Excerpt(source: source, range: range, label: label)
      gutter = String(repeating: " ", count: excerpt.gutter)
      out += excerpt.drawing(ink, tint: tint, place: place.text ?? "")
    } else if let text = place.text {
      out += ink.paint(" --> ", "34") + printable(text) + "\n"
    }
    for note in notes { out += remark("note", note, gutter, ink) }
    for suggestion in suggestions { out += remark("help", suggestion.message, gutter, ink) }
    return out
  }

  private func remark(_ kind: String, _ text: String, _ gutter: String, _ ink: Ink) -> String {
    let head = "\(gutter) = \(kind): "
    let indent = String(repeating: " ", count: head.count)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let body = lines.map { printable(String($0)) }.joined(separator: "\n" + indent)
    return ink.paint("\(gutter) = ", "34") + ink.paint("\(kind): ", "1") + body + "\n"
  }
}

/// The line a diagnostic points into, clipped to a readable width.
private struct Excerpt {
  /// The widest excerpt drawn; longer lines are cut around the caret.
  static let widthLimit = 160

  let source: SourceText
  let range: SourceRange
  let label: String?
  let line: Int
  var gutter: Int { String(line).count }

  init(source: SourceText, range: SourceRange, label: String?) {
    self.source = source
    self.range = range
    self.label = label
    line = source.line(at: min(range.lower, source.bytes.count))
  }

  func drawing(_ ink: Ink, tint: String, place: String) -> String {
    let whole = source.lineRange(line)
    let before = Array(source.slice(SourceRange(whole.lower, range.lower)))
    let marked = Array(source.slice(SourceRange(range.lower, min(range.upper, whole.upper))))
    let after = Array(source.slice(SourceRange(max(range.lower, range.upper), whole.upper)))
    let head = before.suffix(Self.widthLimit / 2)
    let middle = marked.prefix(Self.widthLimit / 2)
    let tail = after.prefix(max(0, Self.widthLimit - head.count - middle.count))
    let lead = before.count > head.count ? "…" : ""
    let end = after.count > tail.count || marked.count > middle.count ? "…" : ""
    let text = lead + String(head) + String(middle) + String(tail) + end
    let pad = lead + String(head)
    let carets = String(repeating: "^", count: max(1, displayWidth(String(middle))))
    let space = String(repeating: " ", count: gutter)
    var out = ink.paint("\(space)--> ", "34") + printable(place) + "\n"
    out += ink.paint("\(space) |\n\(line) | ", "34") + printable(text) + "\n"
    out += ink.paint("\(space) | ", "34") + spaces(under: pad)
    out += ink.paint(carets + (label.map { " " + printable($0) } ?? ""), tint) + "\n"
    return out
  }

  private func spaces(under text: String) -> String {
    String(repeating: " ", count: displayWidth(text))
  }
}

/// The text with control characters of data replaced, so that no file can drive a terminal.
package func printable(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: isControl) else { return text }
  var out = ""
  for scalar in text.unicodeScalars {
    if scalar == "\t" {
      out += " "
    } else if isControl(scalar) {
      out += "\u{FFFD}"
    } else {
      out.unicodeScalars.append(scalar)
    }
  }
  return out
}

private func isControl(_ scalar: Unicode.Scalar) -> Bool {
  scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
    || (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
}

/// Columns a text takes in a terminal: wide East Asian characters and emoji count two.
package func displayWidth(_ text: String) -> Int {
  var width = 0
  for character in text {
    guard let scalar = character.unicodeScalars.first else { continue }
    width += isWide(scalar.value) ? 2 : 1
  }
  return width
}

private func isWide(_ value: UInt32) -> Bool {
  (0x1100...0x115F).contains(value) || (0x2E80...0xA4CF).contains(value)
    || (0xAC00...0xD7A3).contains(value) || (0xF900...0xFAFF).contains(value)
    || (0xFE30...0xFE6F).contains(value) || (0xFF00...0xFF60).contains(value)
    || (0xFFE0...0xFFE6).contains(value) || (0x1F300...0x1FAFF).contains(value)
    || (0x20000...0x3FFFD).contains(value)
}
