// Cells as text: exact for machines, readable for people.
import Diagnostics
package import Quantities

extension Table {
  /// The exact text of a cell; nil for unknown.
  func exactText(_ row: [Cell], _ column: Int) -> String? {
    switch cell(row, column) {
    case .number(let base): number(base, column)
    case .text(let text): text
    case .time(let time): time.description
    case .truth(let truth): truth ? "true" : "false"
    case .unknown: nil
    }
  }

  private func number(_ base: Double, _ column: Int) -> String {
    guard let unit = columns[column].unit else { return shortestDecimal(base) }
    return shortestDecimal(ofBase: base, in: unit)
  }

  /// The text of a cell for tables and lines, without control characters.
  func drawnText(_ row: [Cell], _ column: Int, _ style: TableStyle) -> String {
    switch cell(row, column) {
    case .unknown(let reason):
      if let text = style.nullText { return text }
      guard style.tellsReasons, !reason.isEmpty else { return style.charset.dash }
      return printable("n/a (\(reason))")
    case .number(let base) where style.isForPeople:
      guard let unit = columns[column].unit else { return magnitudeText(base) }
      return peopleNumber(base, in: unit)
    case .time(let time) where style.isForPeople: return clockText(time)
    default: return printable(exactText(row, column) ?? "")
    }
  }

  func isUnknown(_ row: [Cell], _ column: Int) -> Bool {
    if case .unknown = cell(row, column) { return true }
    return false
  }
}

/// A moment as people read it: `2024-08-05 00:15`, seconds and less only where there are any.
package func clockText(_ time: Timestamp) -> String {
  let text = String(time.description.dropLast()).replacing("T", with: " ")
  return text.hasSuffix(":00") ? String(text.dropLast(3)) : text
}
