// Percentiles by the hour of the week, once there are eight weeks of it.
import Quantities
import Testing

@testable import Evaluation

@Suite struct SeasonTests {
  /// Hourly samples of nine weeks: as high as the hour of the week is late, 1 more each week.
  private static let busyHours: SampledSeries = {
    var samples: [(at: Double, value: Double)] = []
    for hour in 0..<(9 * 168) { samples.append((Double(hour) * 3_600, level(hour))) }
    return SampledSeries("x", "x", samples)
  }()

  private static func level(_ hour: Int) -> Double {
    let (place, week) = (hour % 168, hour / 168)
    return Double(place * 100 + week)
  }

  /// The last of nine weeks is above all eight before it, whatever the other hours hold: 8 of 8,
  /// kept from 1 by 1/16. A window of a month compares all hours: 29 days hold 696, of which the
  /// busiest hour, the last of each week, is the highest.
  @Test func anHourIsComparedWithItsOwnPast() throws {
    let quiet = Double(8 * 168 + 3) * 3_600
    try SampledCall(
      id: "", call: "pctl(x[10w, coverage 1%], 8)", series: [Self.busyHours], at: quiet,
      expected: "0.9375"
    ).check()
    let window = (0..<(29 * 24)).map { 8 * 168 + 3 - $0 }
    let below = window.dropFirst().count { Self.level($0) < Self.level(8 * 168 + 3) }
    try SampledCall(
      id: "", call: "pctl(x[29d, coverage 1%], 8)", series: [Self.busyHours], at: quiet,
      expected: "\(Double(below) / Double(window.count - 1))"
    ).check()
  }

  /// Too few of the same hour: the whole window is the reference.
  @Test func fewOfOneHourFallBack() throws {
    let last = Double(9 * 168 - 1) * 3_600
    try SampledCall(
      id: "", call: "pctl(x[10w, coverage 1%], 100)", series: [Self.busyHours], at: last,
      expected: "\(1 - 1 / Double(2 * (9 * 168 - 1)))"
    ).check()
  }
}
