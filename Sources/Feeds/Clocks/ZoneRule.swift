// The rule at the end of a compiled zone, for the years its table does not list:
// `GMT0BST,M3.5.0/1,M10.5.0`.
import Quantities

/// When a zone's summers begin and end, year after year (POSIX `TZ`, the `M` and `J` forms).
struct ZoneRule: Equatable {
  /// What clocks are ahead of UTC by, in seconds.
  let standard: Int64
  private let summer: Summer?

  private struct Summer: Equatable {
    let offset: Int64
    let begins: YearDay
    let ends: YearDay
  }

  init?(_ text: String) {
    var scanner = RuleScanner(text)
    guard scanner.name(), let west = scanner.clock() else { return nil }
    standard = -west
    guard !scanner.atEnd else {
      summer = nil
      return
    }
    guard scanner.name() else { return nil }
    var offset = standard + 3_600
    if scanner.next != ",", let west = scanner.clock() { offset = -west }
    guard scanner.take(","), let begins = scanner.day(), scanner.take(","),
      let ends = scanner.day(), scanner.atEnd
    else { return nil }
    summer = Summer(offset: offset, begins: begins, ends: ends)
  }

  /// The two changes of a year, or none.
  func changes(in year: Int) -> [(at: Int64, offset: Int64)] {
    guard let summer else { return [] }
    let begin = summer.begins.seconds(in: year) - standard
    let end = summer.ends.seconds(in: year) - summer.offset
    return [(begin, summer.offset), (end, standard)]
  }
}

/// The year of a moment in seconds.
func civilYear(_ seconds: Int64) -> Int {
  let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
  return civilFromDays(Int(days)).year
}

/// A day of every year, and the time of it.
struct YearDay: Equatable {
  enum Day: Equatable {
    /// The nth such weekday of a month, 5 the last; Sunday is 0.
    case weekday(month: Int, week: Int, day: Int)
    /// From one, the 29th of February never counted.
    case counted(Int)
    /// From zero, every day counted.
    case index(Int)
  }

  let day: Day
  /// Seconds after midnight.
  let time: Int64

  /// Local seconds since 1970.
  func seconds(in year: Int) -> Int64 {
    Int64(days(in: year)) * 86_400 + time
  }

  private func days(in year: Int) -> Int {
    let newYear = daysFromCivil(year: year, month: 1, day: 1)
    switch day {
    case .index(let index): return newYear + index
    case .counted(let count):
      let march = daysFromCivil(year: year, month: 3, day: 1) - newYear
      return newYear + count - 1 + (march == 60 && count > 59 ? 1 : 0)
    case .weekday(let month, let week, let day):
      let first = daysFromCivil(year: year, month: month, day: 1)
      let next =
        month == 12
        ? daysFromCivil(year: year + 1, month: 1, day: 1)
        : daysFromCivil(year: year, month: month + 1, day: 1)
      // The first of January 1970 was a Thursday.
      let weekday = ((first + 4) % 7 + 7) % 7
      var found = first + (day - weekday + 7) % 7 + (week - 1) * 7
      while found >= next { found -= 7 }
      return found
    }
  }
}

/// Reads the pieces of a rule.
private struct RuleScanner {
  private var rest: Substring

  init(_ text: String) { rest = text[...] }

  var atEnd: Bool { rest.isEmpty }
  var next: Character? { rest.first }

  mutating func take(_ mark: Character) -> Bool {
    guard rest.first == mark else { return false }
    rest.removeFirst()
    return true
  }

  /// Passes over `GMT` or `<+03>`.
  mutating func name() -> Bool {
    if take("<") {
      guard let end = rest.firstIndex(of: ">") else { return false }
      rest = rest[rest.index(after: end)...]
      return true
    }
    let letters = rest.prefix { $0.isASCII && $0.isLetter }
    rest = rest.dropFirst(letters.count)
    return letters.count >= 3
  }

  /// `5`, `-5:30`, `167:00:00` in seconds.
  mutating func clock() -> Int64? {
    let isNegative = take("-")
    if !isNegative { _ = take("+") }
    guard let hours = number() else { return nil }
    var seconds = Int64(hours) * 3_600
    for unit in [Int64(60), 1] where take(":") {
      guard let part = number(), part < 60 else { return nil }
      seconds += Int64(part) * unit
    }
    return isNegative ? -seconds : seconds
  }

  mutating func day() -> YearDay? {
    var found: YearDay.Day
    if take("M") {
      guard let month = number(), take("."), let week = number(), take("."), let day = number(),
        (1...12).contains(month), (1...5).contains(week), (0...6).contains(day)
      else { return nil }
      found = .weekday(month: month, week: week, day: day)
    } else if take("J") {
      guard let count = number(), (1...365).contains(count) else { return nil }
      found = .counted(count)
    } else {
      guard let index = number(), (0...365).contains(index) else { return nil }
      found = .index(index)
    }
    guard take("/") else { return YearDay(day: found, time: 7_200) }
    return clock().map { YearDay(day: found, time: $0) }
  }

  private mutating func number() -> Int? {
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    guard digits.count < 5, let value = Int(digits) else { return nil }
    rest = rest.dropFirst(digits.count)
    return value
  }
}
