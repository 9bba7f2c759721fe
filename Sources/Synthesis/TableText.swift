// Bytes of a table: fixed decimals and civil times, written the way each layout writes them.

import Quantities

/// A text file under construction.
struct TableText {
  private(set) var bytes: [UInt8] = []

  mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// A comma, then the text.
  mutating func cell(_ text: String) {
    bytes.append(UInt8(ascii: ","))
    append(text)
  }

  mutating func endRow() { bytes.append(UInt8(ascii: "\n")) }
}

/// The value with exactly `decimals` decimals, then zeros up to `width` of them: `0.50000000`.
func fixed(_ value: Double, decimals: Int, width: Int? = nil) -> String {
  let scale = powersOfTen[decimals]
  let units = Int((value * Double(scale)).rounded())
  let sign = units < 0 ? "-" : ""
  let zeros = String(repeating: "0", count: max(0, (width ?? decimals) - decimals))
  guard decimals > 0 else { return sign + String(abs(units)) + (zeros.isEmpty ? "" : "." + zeros) }
  return sign + "\(abs(units) / scale).\(padded(abs(units) % scale, decimals))" + zeros
}

extension Timestamp {
  /// `2030-08-05 14:00:06`, as archive files write it.
  var archiveText: String {
    let text = roundedDown(to: .seconds(1)).description
    return String(text.prefix(10)) + " " + String(text.dropFirst(11).prefix(8))
  }

  /// `2030-08-05`.
  var dateText: String { String(description.prefix(10)) }

  /// `2030-08`.
  var monthText: String { String(description.prefix(7)) }
}
