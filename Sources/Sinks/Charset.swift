// The characters an output may draw with, and cutting text to a width.
import Diagnostics
package import Quantities

/// What a terminal or file can show.
package enum Charset: Sendable {
  case ascii
  case utf8

  /// The mark of left-out text or columns.
  package var ellipsis: String { self == .utf8 ? "…" : ".." }
  /// What stands for no value.
  package var dash: String { self == .utf8 ? "–" : "-" }
  /// What joins parts of a remark.
  package var dot: String { self == .utf8 ? "·" : "-" }
}

/// The text cut to so many terminal columns, the cut marked.
package func clipped(_ text: String, to width: Int, _ charset: Charset) -> String {
  guard displayWidth(text) > width else { return text }
  let mark = charset.ellipsis
  var room = width - displayWidth(mark)
  guard room > 0 else { return String(mark.prefix(max(0, width))) }
  var out = ""
  for character in text {
    room -= displayWidth(String(character))
    if room < 0 { break }
    out.append(character)
  }
  return out + mark
}

/// The text with spaces to so many terminal columns, on its left or its right.
package func aligned(_ text: String, to width: Int, right: Bool = false) -> String {
  let pad = String(repeating: " ", count: max(0, width - displayWidth(text)))
  return right ? pad + text : text + pad
}

/// The space that `wrapped` does not break at, and gives back as a plain one.
package let fixedSpace = "\u{A0}"

/// The text cut into lines of at most so many columns, at spaces where there are any.
package func wrapped(_ text: String, to width: Int) -> [String] {
  var lines: [String] = []
  var line = ""
  for word in text.split(separator: " ", omittingEmptySubsequences: true).map(String.init) {
    if !line.isEmpty, displayWidth(line) + 1 + displayWidth(word) > width {
      lines.append(line)
      line = ""
    }
    line += line.isEmpty ? word : " " + word
  }
  if !line.isEmpty { lines.append(line) }
  return lines.map { $0.replacing(fixedSpace, with: " ") }
}

/// A count as people read it: `12,345`.
package func grouped(_ count: Int) -> String {
  let digits = Array(String(count.magnitude))
  var out = count < 0 ? "-" : ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0 { out += "," }
    out.append(digit)
  }
  return out
}

/// A number as people read it: so many significant digits and a magnitude of the language,
/// `95.12k`.
package func magnitudeText(_ value: Double, digits: Int = 4) -> String {
  guard value.isFinite else { return "-" }
  var scaled = value
  for name in ["", "k", "M"] {
    let text = rounded(scaled, digits: digits)
    if (Double(text) ?? 0).magnitude < 1_000 { return text + name }
    scaled /= 1_000
  }
  return rounded(scaled, digits: digits) + "B"
}

/// A share as people read it: `33.3%`; a share that is not 0 or 1 never reads as one.
package func percentText(_ share: Double) -> String {
  let percent = share * 100
  if percent > 0, percent < 0.1 { return "<0.1%" }
  if percent < 100, percent > 99.9 { return ">99.9%" }
  let tenths = (percent * 10).rounded()
  return shortestDecimal(tenths / 10) + "%"
}

/// A value of a unit as people read it, without the unit: `95.12k`, `31m` for a time, `5.36`.
package func peopleNumber(_ base: Double, in unit: Unit) -> String {
  if unit.dimension == .time { return Quantity(base: base, unit: unit).readable }
  let value = unit.value(ofBase: base)
  if unit.touchesNumber, unit.text != "x" { return rounded(value, digits: 4) }
  return magnitudeText(value)
}
