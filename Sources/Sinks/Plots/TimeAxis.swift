// The time axis: ticks on round moments, labels that say no more than they must.
import Quantities

/// The axis of time under a chart.
struct TimeAxis {
  struct Tick: Equatable {
    let time: Int64
    let label: String
  }

  let low: Int64
  let high: Int64
  /// The farthest moment from 1970 that is drawn, some 285 years.
  static let limit: Int64 = 9_000_000_000_000_000_000

  /// What the labels leave out: the date of the first moment, or its year.
  let context: String
  let ticks: [Tick]

  /// An axis from the first to the last moment with labels that fit into so many columns.
  init?(_ times: [Int64], width: Int) {
    guard let first = times.min(), let last = times.max() else { return nil }
    let low = max(first, -Self.limit)
    let high = max(low, min(last, Self.limit))
    self.low = low
    self.high = high
    let span = max(1, high / 2 - low / 2) * 2
    let step =
      Step.all.first { step in
        let room = Int64(width) / Int64(step.labelWidth + 3)
        return span / step.nanoseconds < room
      } ?? Step.all[Step.all.count - 1]
    let date = Timestamp(nanoseconds: low).description
    let context = String(step.isDays ? date.prefix(4) : date.prefix(10))
    self.context = context
    ticks = step.moments(from: low, through: high).map {
      Tick(time: $0, label: step.label($0, after: context))
    }
  }

  /// Where a moment stands, from 0 to 1.
  func place(_ time: Int64) -> Double? {
    guard time >= low, time <= high else { return nil }
    return high == low ? 0.5 : (Double(time) - Double(low)) / (Double(high) - Double(low))
  }

  /// A distance between two ticks.
  private struct Step {
    /// Nanoseconds; of months, of thirty days each.
    let nanoseconds: Int64
    /// Calendar months, or zero.
    let months: Int
    var isDays: Bool { nanoseconds >= 86_400_000_000_000 }
    var isFine: Bool { nanoseconds < 60_000_000_000 }
    var labelWidth: Int { isFine ? 8 : months > 0 ? 7 : 5 }

    static let all: [Step] = {
      let seconds: [Int64] = [
        1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200,
        86_400, 172_800, 432_000, 864_000,
      ]
      let months = [1, 2, 3, 6, 12, 24, 60, 120, 600]
      return seconds.map { Step(nanoseconds: $0 * 1_000_000_000, months: 0) }
        + months.map { Step(nanoseconds: Int64($0) * 2_592_000_000_000_000, months: $0) }
    }()

    /// The label of a moment; midnight shows its date unless the context says it already.
    func label(_ time: Int64, after context: String) -> String {
      let text = Timestamp(nanoseconds: time).description
      if months > 0 { return String(text.prefix(7)) }
      let isMidnight = text.dropFirst(11).hasPrefix("00:00:00")
      let isNewDay = isMidnight && !isFine && !text.hasPrefix(context)
      if isDays || isNewDay { return String(text.dropFirst(5).prefix(5)) }
      return String(text.dropFirst(11).prefix(isFine ? 8 : 5))
    }

    /// The most ticks of one axis.
    static let limit = 400

    func moments(from low: Int64, through high: Int64) -> [Int64] {
      var out: [Int64] = []
      guard months == 0 else { return monthStarts(from: low, through: high) }
      var time = Timestamp(nanoseconds: low).roundedUp(
        to: TimeSpan(nanoseconds: nanoseconds)).nanoseconds
      while time <= high, out.count < Self.limit {
        out.append(time)
        time &+= nanoseconds
      }
      return out
    }

    private func monthStarts(from low: Int64, through high: Int64) -> [Int64] {
      let day = Timestamp(nanoseconds: low).roundedDown(to: .days(1))
      let date = civilFromDays(Int(day.nanoseconds / 86_400_000_000_000))
      var month = date.year * 12 + date.month - 1
      month -= month % months
      var out: [Int64] = []
      while out.count < Self.limit {
        let days = daysFromCivil(year: month / 12, month: month % 12 + 1, day: 1)
        let (time, isTooFar) = Int64(days).multipliedReportingOverflow(by: 86_400_000_000_000)
        if isTooFar || time > high { break }
        if time >= low { out.append(time) }
        month += months
      }
      return out
    }
  }
}
