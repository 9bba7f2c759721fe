// What a stream hands on at a tick: one output for every identity at once.
package import Columns
import Language
import Planning
package import Quantities

/// The conditions and values of one output at the tick it is handed on at, lane by lane; a lane is
/// an identity and keeps its number.
///
/// The same object stands for every tick: what it says is of meaning until the next one.
package final class LaneFrame {
  /// Which output of the plan this is.
  package let output: Int
  /// Its place among the outputs of its circuit.
  private let place: Int
  private let identities: LaneIdentities
  private let birthsOfLanes: LaneBirths
  private let conditions: [Cell]
  private let values: [Cell]
  private var batch = Batch(number: -1, start: 0, step: 1, count: 0)

  init(
    _ number: (output: Int, place: Int), _ lanes: (LaneIdentities, LaneBirths),
    conditions: [Cell], values: [Cell]
  ) {
    (output, place) = number
    (identities, birthsOfLanes) = lanes
    self.conditions = conditions
    self.values = values
  }

  /// Comes to the tick that its cells have been advanced to.
  func advance(_ batch: Batch) { self.batch = batch }

  /// The tick.
  package var time: Timestamp { Timestamp(nanoseconds: batch.start) }
  /// How far apart ticks are.
  package var step: TimeSpan { TimeSpan(nanoseconds: batch.step) }
  /// How many lanes there are.
  package var count: Int { batch.count }

  /// The truths of a condition, one for each lane.
  package func truths(_ condition: Int) -> UnsafePointer<UInt8> {
    UnsafePointer(conditions[condition].truths.start)
  }

  /// Why a condition is unknown, lane by lane; of meaning only where it is.
  package func reasons(_ condition: Int) -> UnsafePointer<UInt8> {
    UnsafePointer(conditions[condition].reasons(batch))
  }

  /// Why a condition is unknown in a lane.
  package func reasons(_ condition: Int, _ lane: Int) -> ReasonSet {
    let cell = conditions[condition]
    guard cell.truths.start[lane] == Truth.unknown.rawValue else { return [] }
    return ReasonSet(rawValue: cell.reasons(batch)[lane])
  }

  /// When the identity of each lane is born, in nanoseconds; the maximum where it is none.
  package var births: UnsafePointer<Int64> { UnsafePointer(birthsOfLanes.moments.pointee.base) }

  /// True from the tick on at which the identity of a lane exists.
  package func isBorn(_ lane: Int) -> Bool { births[lane] <= batch.start }

  /// The identity of a lane.
  package func key(_ lane: Int) -> Labels { identities.keys[lane] }

  /// One lane as a frame of one tick.
  package func frame(_ lane: Int) -> Frame {
    Frame(
      output: output, key: key(lane), place: identities.places[lane] + place,
      start: time, step: step, count: 1,
      conditions: conditions.indices.map { index in
        let truth = conditions[index].truths.start[lane]
        let why = reasons(index, lane)
        return TruthColumn(truths: [truth], reasons: why.isEmpty ? [] : [why.rawValue])
      },
      values: values.map { [$0.values.start[lane]] })
  }
}

/// The identities of a circuit of lanes, in the order of their lanes.
final class LaneIdentities {
  private(set) var keys: [Labels] = []
  /// The number of the first root of each, among all of the stream.
  private(set) var places: [Int] = []
  private var lanes: [Labels: Int] = [:]

  var count: Int { keys.count }

  func has(_ key: Labels) -> Bool { lanes[key] != nil }

  func lane(of key: Labels) -> Int? { lanes[key] }

  /// Gives an identity the next lane.
  func open(_ key: Labels, place: Int) {
    lanes[key] = keys.count
    keys.append(key)
    places.append(place)
  }
}

/// A track of a stream that has got its first row, or an earlier one than it had.
struct BegunTrack {
  let series: String
  let labels: Labels
  let rows: UnsafeMutablePointer<GrowingRows>
}

/// When identities are born that the same series carry.
final class LaneBirths {
  let carriers: [SeriesReference]
  /// Of each lane in nanoseconds; the maximum where it is none of these identities.
  let moments: UnsafeMutablePointer<History<Int64>>
  private var isAsked = false

  init(_ carriers: [SeriesReference]) {
    self.carriers = carriers
    moments = .allocate(capacity: 1)
    moments.initialize(to: History(capacity: 16))
  }

  deinit {
    moments.pointee.deallocate()
    moments.deallocate()
  }

  /// The identities that tracks bring, and when each is first seen.
  func seen(_ begun: [BegunTrack], keys: [String]) -> [(key: Labels, moment: Int64)] {
    var seen: [(key: Labels, moment: Int64)] = []
    // What reads no series is born with the run.
    if carriers.isEmpty && keys.isEmpty && !isAsked { seen.append((.none, .min / 2)) }
    isAsked = true
    for carrier in carriers {
      for track in begun
      where track.series == carrier.schema.name && track.labels.matches(carrier.selection) {
        let key = track.labels.dropping(carrier.selection.keys).restricted(to: keys)
        seen.append((key, track.rows.pointee.firstTime &+ carrier.schema.lag.nanoseconds))
      }
    }
    return seen
  }

  /// Takes up a lane whose identity is none of these yet.
  func open() { moments.pointee.append(.max) }

  func bear(_ lane: Int, at moment: Int64) {
    moments.pointee.base[lane] = min(moments.pointee[lane], moment)
  }
}
