// One track as a run reads it: whole in a batch, growing in a stream.
import Columns

/// Rows as they lie in memory. Positions count from the first row there ever was; in a stream those
/// that no window can reach any more are gone.
struct TrackRows {
  let times: UnsafePointer<Int64>
  let values: UnsafePointer<Double>
  /// The position of the first row kept.
  let first: Int
  /// The position after the last row.
  let end: Int

  /// The first position whose time is after a moment, in logarithmic time.
  func position(after moment: Int64) -> Int {
    var low = first
    var high = end
    while low < high {
      let middle = (low + high) / 2
      if times[middle] <= moment { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// One track, with its valid samples apart where some rows are NaN.
///
/// A whole track never changes and any thread may read it. A growing one belongs to a stream, which
/// one thread runs.
final class StoredTrack: @unchecked Sendable {
  let labels: Labels
  private let times: [Int64]
  private let values: [Double]
  /// The rows whose value is a number: what windows hold; nil where all are.
  private let numbers: (times: [Int64], values: [Double])?
  /// The rows of a stream.
  let growing: UnsafeMutablePointer<GrowingRows>?

  init(_ track: Track) {
    labels = track.labels
    times = track.times
    values = track.values
    growing = nil
    guard hasOtherThanNumbers(track.values) else {
      numbers = nil
      return
    }
    let valid = values.indices.filter { track.values[$0].isFinite }
    numbers = (valid.map { track.times[$0] }, valid.map { track.values[$0] })
  }

  /// A track of a stream, without a row yet.
  init(growing labels: Labels) {
    self.labels = labels
    times = []
    values = []
    numbers = nil
    growing = GrowingRows.allocate()
  }

  deinit {
    growing?.pointee.deallocate()
    growing?.deallocate()
  }

  static let empty = StoredTrack(Track(labels: .none, times: [], values: []))

  /// The time of the first row there ever was; the maximum where there is none.
  var firstTime: Int64 { growing?.pointee.firstTime ?? times.first ?? .max }

  /// Changes where rows came in among earlier ones: positions mean other rows since.
  var version: Int { growing.map { Int($0.pointee.version) } ?? 0 }

  /// True where windows hold every row.
  var isAllNumbers: Bool { growing.map(\.pointee.isAllNumbers) ?? (numbers == nil) }

  /// Calls with every row.
  @inline(__always)
  func withRows<Result>(_ body: (TrackRows) -> Result) -> Result {
    if let growing { return body(growing.pointee.rows) }
    return Self.with(times, values, body)
  }

  /// Calls with the rows whose value is a number.
  @inline(__always)
  func withSamples<Result>(_ body: (TrackRows) -> Result) -> Result {
    if let growing { return body(growing.pointee.samples) }
    guard let numbers else { return Self.with(times, values, body) }
    return Self.with(numbers.times, numbers.values, body)
  }

  @inline(__always)
  private static func with<Result>(
    _ times: [Int64], _ values: [Double], _ body: (TrackRows) -> Result
  ) -> Result {
    times.withUnsafeBufferPointer { times in
      values.withUnsafeBufferPointer { values in
        guard let first = times.baseAddress, let value = values.baseAddress else {
          return body(.none)
        }
        return body(TrackRows(times: first, values: value, first: 0, end: times.count))
      }
    }
  }
}

extension TrackRows {
  private static let nowhere = Nowhere()

  /// Rows of a track that has none.
  static var none: TrackRows {
    TrackRows(times: nowhere.times, values: nowhere.values, first: 0, end: 0)
  }

  /// Memory that nobody reads.
  private final class Nowhere: @unchecked Sendable {
    let times = UnsafeMutablePointer<Int64>.allocate(capacity: 1)
    let values = UnsafeMutablePointer<Double>.allocate(capacity: 1)
    init() {
      times.initialize(to: .max)
      values.initialize(to: .nan)
    }
  }
}

/// When the feed of an event series was seen alive.
final class Pulse: @unchecked Sendable {
  private let whole: [Int64]
  private var growing: History<Int64>?
  private(set) var first = Int64.max
  private(set) var version = 0

  init(_ moments: [Int64]) {
    whole = moments
    first = moments.first ?? .max
  }

  /// The pulse of a stream.
  init() {
    whole = []
    growing = History(capacity: 16)
  }

  deinit { growing?.deallocate() }

  /// Calls with the moments, in order, and the position after the last.
  func withMoments<Result>(_ body: (UnsafePointer<Int64>, Range<Int>) -> Result) -> Result {
    if let growing { return body(growing.base, growing.first..<growing.end) }
    return whole.withUnsafeBufferPointer { moments in
      guard let base = moments.baseAddress else { return body(TrackRows.none.times, 0..<0) }
      return body(base, 0..<moments.count)
    }
  }

  /// Adds a moment of a stream.
  func append(_ moment: Int64) {
    first = min(first, moment)
    guard var log = growing else { return }
    growing = nil
    if log.end == log.first || log[log.end - 1] < moment {
      log.append(moment)
    } else if log[log.end - 1] != moment {
      var place = log.end
      while place > log.first, log[place - 1] > moment { place -= 1 }
      if place == log.first || log[place - 1] != moment {
        log.insert(moment, at: place)
        version += 1
      }
    }
    growing = log
  }

  /// Forgets all but the last of the moments at or before a horizon.
  func forget(before horizon: Int64) {
    guard var log = growing else { return }
    var place = log.first
    while place + 1 < log.end, log[place + 1] <= horizon { place += 1 }
    log.forget(before: place)
    growing = log
  }
}
