// Runs expressions over fixtures and gives back whole columns.
import Columns
import Language
import Planning
import Quantities

@testable import Evaluation

/// What a run of one expression gave for one identity.
struct Column: Sendable {
  var start = Timestamp(nanoseconds: 0)
  var truths: [UInt8] = []
  var reasons: [ReasonSet] = []
  var values: [Double] = []

  /// Truths as text: `F`, `T`, `U`.
  var letters: String { String(truths.map { ["F", "T", "U"][Int($0)] }) }
}

/// How a run is cut up; every way must give the same.
struct RunSettings {
  var every = TimeSpan.minutes(1)
  var batch: Int?
  var from: Timestamp?
  var through: Timestamp
  /// True where identities go one after the other through circuits made for the first of them.
  var sharesCircuits = false
}

/// The columns of one expression by identity.
func run(
  _ expression: CheckedExpression, _ store: SeriesStore, _ settings: RunSettings
) -> [Labels: Column] {
  var program = CheckedProgram()
  program.expressions = [expression]
  let plan = plan(program, every: settings.every)
  guard
    let range = EvaluationRange.covering(
      store, from: settings.from, to: settings.through, now: settings.through)
  else { return [:] }
  let evaluation = Evaluation(plan: plan, store: store, range: range, batch: settings.batch)
  var columns = Columns()
  if settings.sharesCircuits {
    return evaluation.fold(into: columns, threads: 1, parts: 1).first?.byKey ?? [:]
  }
  evaluation.run { columns.take($0) }
  return columns.byKey
}

/// The columns of every identity.
private struct Columns: FrameFold {
  var byKey: [Labels: Column] = [:]

  mutating func take(_ frame: Frame) {
    if byKey[frame.key] == nil { byKey[frame.key] = Column(start: frame.start) }
    byKey[frame.key]?.append(frame)
  }

  mutating func pass(_ ticks: QuietTicks) -> Bool { false }
}

extension Column {
  fileprivate mutating func append(_ frame: Frame) {
    for truth in frame.conditions {
      truths += truth.truths
      reasons += (0..<frame.count).map { truth.reasons(at: $0) }
    }
    for column in frame.values { values += column }
  }
}

extension Timestamp {
  /// So many minutes after 1970 began: the zero of the fixtures.
  static func minute(_ n: Int64) -> Timestamp { Timestamp(seconds: n * 60) }
}

/// The column of the only symbol there is, or of BTC.
func column(
  _ expression: CheckedExpression, _ series: [Series], minutes: Int64, every: TimeSpan = .minutes(1)
) -> Column {
  let settings = RunSettings(every: every, through: .minute(minutes))
  let columns = run(expression, SeriesStore(series), settings)
  return columns[Labels([("symbol", "BTC")])] ?? columns[.none] ?? Column()
}

/// Samples every minute: one for each value, `nil` for none.
func minutely(_ values: [Double?], from minute: Int64 = 0) -> [(Int64, Double)] {
  values.enumerated().compactMap { index, value in
    value.map { (Int64(index) * 60 + minute * 60, $0) }
  }
}

extension Double {
  /// Every bit of a number; all that are not one are the same.
  var bits: UInt64 { isNaN ? Double.nan.bitPattern : bitPattern }
}

/// Calls with samples in memory.
func withSamples<Result>(
  _ times: [Int64], _ values: [Double], _ body: (FrameSamples) -> Result
) -> Result {
  times.withUnsafeBufferPointer { times in
    values.withUnsafeBufferPointer { values in
      guard let first = times.baseAddress, let value = values.baseAddress else {
        return body(FrameSamples(times: TrackRows.none.times, values: TrackRows.none.values))
      }
      return body(FrameSamples(times: first, values: value))
    }
  }
}
