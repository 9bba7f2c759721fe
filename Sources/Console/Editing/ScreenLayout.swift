// Where each scalar of a prompt and a text lands on the screen, by the rules libedit draws by.
import CTerminal

/// A place on the screen, counted from where the prompt starts.
struct ScreenPlace: Equatable {
  var row: Int
  var column: Int
}

/// The places of a text's scalars behind a prompt, in a terminal so many columns wide.
struct ScreenLayout {
  /// One place per scalar, then the place after the last.
  private(set) var places: [ScreenPlace] = []
  /// How each scalar is drawn; a newline draws nothing.
  private(set) var drawn: [String] = []
  let columns: Int

  init(promptWidth: Int, text: [Unicode.Scalar], columns: Int) {
    self.columns = max(2, columns)
    var place = ScreenPlace(
      row: promptWidth / self.columns, column: promptWidth % self.columns)
    places.reserveCapacity(text.count + 1)
    for scalar in text {
      if scalar == "\n" {
        places.append(place)
        drawn.append("")
        place = ScreenPlace(row: place.row + 1, column: 0)
        continue
      }
      let piece = Self.drawing(of: scalar, column: place.column)
      // A wide character never hangs over the edge: libedit fills the rest of the row with blanks.
      if piece.width <= self.columns, scalar != "\t", place.column + piece.width > self.columns,
        piece.isWhole
      {
        place = ScreenPlace(row: place.row + 1, column: 0)
      }
      places.append(place)
      drawn.append(piece.text)
      let reached = place.column + piece.width
      place = ScreenPlace(
        row: place.row + reached / self.columns, column: reached % self.columns)
    }
    places.append(place)
  }

  /// The place after the last scalar.
  var end: ScreenPlace { places.last ?? ScreenPlace(row: 0, column: 0) }
  var rowCount: Int { end.row + 1 }

  /// The place of the scalar at this offset, or the end.
  func place(_ offset: Int) -> ScreenPlace { places[min(max(0, offset), places.count - 1)] }

  private static func drawing(
    of scalar: Unicode.Scalar, column: Int
  ) -> (text: String, width: Int, isWhole: Bool) {
    let value = scalar.value
    if scalar == "\t" {
      let width = 8 - column % 8
      return (String(repeating: " ", count: width), width, false)
    }
    if value < 0x20 || value == 0x7F {
      return ("^" + String(Unicode.Scalar(UInt8(value ^ 0x40))), 2, false)
    }
    if !terminal_isprint(wchar_t(bitPattern: value)) {
      let hex = String(value, radix: 16, uppercase: true)
      let digits = value > 0xFFFF ? 5 : 4
      let text = "\\U+" + String(repeating: "0", count: max(0, digits - hex.count)) + hex
      return (text, text.utf8.count, false)
    }
    return (String(scalar), cellWidth(scalar), true)
  }
}

/// How many cells a scalar takes.
func cellWidth(_ scalar: Unicode.Scalar) -> Int {
  if scalar.value >= 0x20 && scalar.value < 0x7F { return 1 }
  return max(0, Int(terminal_wcwidth(wchar_t(bitPattern: scalar.value))))
}

/// How many cells a text takes, escapes not counted in: it must have none.
func cellWidth(_ text: some StringProtocol) -> Int {
  text.unicodeScalars.reduce(0) { $0 + cellWidth($1) }
}
