// Cells to draw points and lines in: eight braille dots a cell, or one glyph.

/// The cell of a place from 0 to 1 among so many; what is no place stands at the first.
func cellIndex(_ place: Double, _ count: Int) -> Int {
  guard place.isFinite else { return 0 }
  return Int((min(1, max(0, place)) * Double(count - 1)).rounded())
}

/// A grid of cells; the finest points are dots, (0, 0) the lowest on the left.
struct Canvas {
  /// What a cell can hold.
  enum Grain {
    /// Two by four dots of braille.
    case braille
    /// One glyph a series.
    case glyph
  }

  /// The glyphs of series, in order, where dots cannot tell them apart.
  static let glyphs: [Charset: [Character]] = [
    .utf8: ["•", "+", "×", "o", "◇", "□"], .ascii: ["*", "+", "x", "o", "#", "@"],
  ]

  let columns: Int
  let rows: Int
  let grain: Grain
  private var bits: [UInt8]
  private var owners: [Int]

  init(columns: Int, rows: Int, grain: Grain) {
    self.columns = max(1, columns)
    self.rows = max(1, rows)
    self.grain = grain
    bits = Array(repeating: 0, count: self.columns * self.rows)
    owners = Array(repeating: -1, count: self.columns * self.rows)
  }

  /// Dots across.
  var width: Int { grain == .braille ? columns * 2 : columns }
  /// Dots from bottom to top.
  var height: Int { grain == .braille ? rows * 4 : rows }

  /// The dot for a place from 0 to 1 on each axis.
  func dot(_ x: Double, _ y: Double) -> (x: Int, y: Int) {
    (cellIndex(x, width), cellIndex(y, height))
  }

  mutating func set(_ x: Int, _ y: Int, series: Int) {
    guard x >= 0, y >= 0, x < width, y < height else { return }
    let down = height - 1 - y
    let cell =
      grain == .braille ? down / 4 * columns + x / 2 : down * columns + x
    bits[cell] |= grain == .braille ? Self.brailleBit(x % 2, down % 4) : 1
    owners[cell] = series
  }

  /// The dots from one to another (Bresenham's line).
  mutating func join(_ from: (x: Int, y: Int), _ to: (x: Int, y: Int), series: Int) {
    let dx = abs(to.x - from.x)
    let dy = -abs(to.y - from.y)
    var (x, y, error) = (from.x, from.y, dx + dy)
    while true {
      set(x, y, series: series)
      if x == to.x && y == to.y { return }
      let twice = 2 * error
      if twice >= dy {
        error += dy
        x += from.x < to.x ? 1 : -1
      }
      if twice <= dx {
        error += dx
        y += from.y < to.y ? 1 : -1
      }
    }
  }

  /// One row of cells from the top, its series in their colours, no blanks at its end.
  func line(_ row: Int, on sheet: Sheet) -> String {
    var out = ""
    var text = ""
    var owner = -1
    func flush() { out += owner < 0 ? text : sheet.paint(text, series: owner) }
    let cells = row * columns..<(row + 1) * columns
    let last = cells.last { bits[$0] != 0 }
    for cell in cells.lowerBound..<((last ?? cells.lowerBound - 1) + 1) {
      let next = bits[cell] == 0 ? -1 : owners[cell]
      if next != owner {
        flush()
        text = ""
        owner = next
      }
      text.append(character(cell, sheet.charset))
    }
    flush()
    return out
  }

  private func character(_ cell: Int, _ charset: Charset) -> Character {
    if bits[cell] == 0 { return " " }
    if grain == .braille {
      return Unicode.Scalar(0x2800 + UInt32(bits[cell])).map { Character($0) } ?? " "
    }
    return Self.glyph(owners[cell], charset)
  }

  static func glyph(_ series: Int, _ charset: Charset) -> Character {
    guard let glyphs = glyphs[charset] else { return "*" }
    return glyphs[series % glyphs.count]
  }

  /// The bit of a dot of a braille cell, counted from its upper left.
  private static func brailleBit(_ x: Int, _ y: Int) -> UInt8 {
    if y == 3 { return x == 0 ? 0x40 : 0x80 }
    return UInt8(1) << (x * 3 + y)
  }
}
