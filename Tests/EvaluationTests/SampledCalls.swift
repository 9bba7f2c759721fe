// Calls of metrics over series that hold given samples: what a rule reads of them at a moment.
import Columns
import Diagnostics
import Language
import Quantities
import Testing

@testable import Evaluation

/// Samples of one series, one track or one per member of a group.
struct SampledSeries: Sendable {
  let name: String
  let kind: String
  let unit: String
  /// Seconds and values, by member; one member has no label.
  let tracks: [[(at: Double, value: Double)]]

  init(_ name: String, _ unit: String, _ samples: [(at: Double, value: Double)]) {
    self.init(name, "gauge", unit, [samples])
  }

  init(
    _ name: String, _ kind: String, _ unit: String, _ tracks: [[(at: Double, value: Double)]]
  ) {
    (self.name, self.kind, self.unit, self.tracks) = (name, kind, unit, tracks)
  }

  static func events(
    _ name: String, _ unit: String, _ samples: [(at: Double, value: Double)]
  ) -> SampledSeries {
    // A feed that began long before: a window of events is known only within its feed.
    SampledSeries(name, "event", unit, [[(at: -10 * 86_400, value: 0)] + samples])
  }

  /// One value per member of a group, at second 0.
  static func members(_ name: String, _ unit: String, _ values: [Double]) -> SampledSeries {
    SampledSeries(name, "gauge", unit, values.map { [(at: 0, value: $0)] })
  }

  fileprivate var isGroup: Bool { tracks.count > 1 }

  fileprivate var declaration: String {
    "series \(name) : \(kind) \(unit)\(isGroup ? " by member" : "") every 1s stale 100y\n"
  }

  fileprivate func stored(_ schema: SeriesSchema) -> Series {
    Series(
      schema: schema,
      tracks: tracks.enumerated().map { index, samples in
        let labels = isGroup ? Labels([("member", "m\(1000 + index)")]) : .none
        let sorted = samples.sorted { $0.at < $1.at }
        return Track(
          labels: labels, times: sorted.map { SampledCall.nanoseconds($0.at) },
          values: sorted.map(\.value))
      })
  }
}

/// A call over samples at a moment, and what it must give: a number in base units, or a reason.
struct SampledCall: Sendable, CustomStringConvertible {
  let id: String
  /// The vector it comes from, if it comes from one.
  var vector = ""
  let call: String
  let series: [SampledSeries]
  /// The moment, in seconds.
  let at: Double
  let expected: String
  var relative = 1e-9
  var absolute = 1e-12

  var description: String { id }

  /// A midnight long after 1970, so that windows have room.
  private static let origin: Int64 = 11_574 * 86_400

  static func nanoseconds(_ seconds: Double) -> Int64 {
    origin &* 1_000_000_000 &+ Int64((seconds * 1e9).rounded())
  }

  func check() throws {
    let rules = parse(
      SourceText(name: "series.brink", text: series.map(\.declaration).joined()))
    let question = parse(SourceText(name: "<query>", text: call), mode: .interactive)
    var context = CheckingContext()
    context.isInteractive = true
    let program = Language.check([rules, question], in: context)
    #expect(program.diagnostics.filter(\.isError).map(\.message) == [], "\(call)")
    let expression = try #require(program.expressions.last, "\(call)")
    let store = SeriesStore(
      series.compactMap { one in program.schemas[one.name].map(one.stored) })
    let inspector = Inspector(store: store)
    let moment = Timestamp(nanoseconds: Self.nanoseconds(at))
    guard let wanted = Double(expected) else {
      let reasons = inspector.reasons(of: expression, key: .none, at: moment)
      // A quotient written in the language has the language's own word for it.
      let isDivision = expected == "zero_denominator" && reasons.first == "div0"
      #expect(
        isDivision || reasons.first?.hasPrefix(expected) == true, "\(call): \(reasons)")
      return
    }
    let reasons = inspector.reasons(of: expression, key: .none, at: moment)
    let got = try #require(
      inspector.value(of: expression, key: .none, at: moment), "\(call): \(reasons)")
    let room = max(absolute, max(relative, 1e-12) * abs(wanted))
    #expect(abs(got - wanted) <= room, "\(call) = \(got), wanted \(wanted)")
  }
}
