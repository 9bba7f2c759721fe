// The expiry in the name of a future or an option.
package import Quantities

/// Expiries as venues write them: `28JUN24`, `9JUN20`, `240628`; all at 08:00 UTC.
package enum Expiry {
  private static let months = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
  ]

  /// Reads one part of a name, or nil where it is no date.
  package static func parse(_ text: some StringProtocol) -> Timestamp? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    if digits.count == text.count, digits.count == 6, let number = Int(digits) {
      return moment(year: number / 10_000, month: number / 100 % 100, day: number % 100)
    }
    let month = text.dropFirst(digits.count).prefix(3).uppercased()
    let year = text.dropFirst(digits.count + 3)
    guard (1...2).contains(digits.count), year.count == 2, let number = Int(year),
      let day = Int(digits), let place = months.firstIndex(of: month)
    else { return nil }
    return moment(year: number, month: place + 1, day: day)
  }

  private static func moment(year: Int, month: Int, day: Int) -> Timestamp? {
    guard (0...99).contains(year), (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    let days = daysFromCivil(year: 2_000 + year, month: month, day: day)
    let back = civilFromDays(days)
    guard back.month == month, back.day == day else { return nil }
    return Timestamp(seconds: Int64(days) * 86_400 + 8 * 3_600)
  }

  /// True for the code of a delivery month: `M24`, `U1`.
  static func isMonthCode(_ text: some StringProtocol) -> Bool {
    guard let letter = text.first, "FGHJKMNQUVXZ".contains(letter) else { return false }
    return (1...2).contains(text.count - 1) && text.dropFirst().allSatisfy(\.isNumber)
  }
}
