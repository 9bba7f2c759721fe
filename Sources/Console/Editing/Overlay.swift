// The painted copy of the edited line: the cells libedit has drawn, again in colour, and a hint.

/// Everything one painting needs.
struct Overlay {
  var prompt: Prompt
  var text: [Unicode.Scalar]
  var cursor: Int
  var spans: [StyledSpan] = []
  var hint: String = ""
  var usesColor: Bool = true
  var layout: ScreenLayout

  /// The bytes that paint it, from the cursor's place back to `destination`.
  func frame(destination: Int? = nil) -> String {
    var out = "\u{1B}[?25l\r" + Self.rows(-layout.place(cursor).row)
    out += prompt.style.paint(prompt.text, when: usesColor)
    var style = Style.plain
    var row = layout.place(0).row
    let styles = stylesPerScalar()
    for (offset, piece) in layout.drawn.enumerated() {
      let place = layout.places[offset]
      if place.row != row {
        out += change(from: &style, to: .plain) + Self.rows(place.row - row) + "\r"
        row = place.row
      }
      out += change(from: &style, to: styles[offset]) + piece
    }
    out += change(from: &style, to: .plain)
    out += Self.move(from: row, to: layout.end)
    out += paintedHint()
    out += Self.move(from: layout.end.row, to: layout.place(destination ?? cursor))
    return out + "\u{1B}[?25h"
  }

  /// The hint, clipped to its row, over a row cleared to its end.
  private func paintedHint() -> String {
    let room = layout.columns - layout.end.column - 1
    var clipped = ""
    var width = 0
    for scalar in hint.unicodeScalars {
      let next = width + cellWidth(scalar)
      guard next <= room, scalar.value >= 0x20 else { break }
      clipped.unicodeScalars.append(scalar)
      width = next
    }
    return "\u{1B}[K" + (usesColor ? Style.dim.paint(clipped, when: true) : "")
  }

  private func stylesPerScalar() -> [Style] {
    var styles = [Style](repeating: .plain, count: text.count)
    guard usesColor else { return styles }
    for span in spans {
      for offset in span.range.clamped(to: 0..<text.count) { styles[offset] = span.style }
    }
    return styles
  }

  private func change(from style: inout Style, to next: Style) -> String {
    guard next != style else { return "" }
    let reset = style == .plain ? "" : "\u{1B}[0m"
    style = next
    return next == .plain ? reset : reset + "\u{1B}[\(next.parameters)m"
  }

  /// Down so many rows, or up where negative.
  static func rows(_ count: Int) -> String {
    count == 0 ? "" : count > 0 ? "\u{1B}[\(count)B" : "\u{1B}[\(-count)A"
  }

  static func move(from row: Int, to place: ScreenPlace) -> String {
    rows(place.row - row) + "\u{1B}[\(place.column + 1)G"
  }
}
