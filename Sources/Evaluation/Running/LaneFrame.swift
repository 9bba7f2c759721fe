// What a stream hands on at a tick: one output for every identity at once.
package import Columns
package import Quantities

/// The conditions and values of one output at one tick, lane by lane; a lane is an identity and
/// keeps its number.
package struct LaneFrame {
  /// Which output of the plan this is.
  package let output: Int
  package let time: Timestamp
  package let step: TimeSpan
  /// How many lanes there are.
  package let count: Int
  let lanes: LaneOutput
  let batch: Batch

  /// The truths of a condition, one for each lane.
  package func truths(_ condition: Int) -> UnsafePointer<UInt8> {
    UnsafePointer(lanes.conditions[condition].truths.start)
  }

  /// Why a condition is unknown, lane by lane; of meaning only where it is.
  package func reasons(_ condition: Int) -> UnsafePointer<UInt8> {
    UnsafePointer(lanes.conditions[condition].reasons(batch))
  }

  /// Why a condition is unknown in a lane.
  package func reasons(_ condition: Int, _ lane: Int) -> ReasonSet {
    let cell = lanes.conditions[condition]
    guard cell.truths.start[lane] == Truth.unknown.rawValue else { return [] }
    return ReasonSet(rawValue: cell.reasons(batch)[lane])
  }

  /// When the identity of each lane is born, in nanoseconds; the maximum where it is none.
  package var births: UnsafePointer<Int64> { UnsafePointer(lanes.births.base) }

  /// True from the tick on at which the identity of a lane exists.
  package func isBorn(_ lane: Int) -> Bool { lanes.births[lane] <= batch.start }

  /// The identity of a lane.
  package func key(_ lane: Int) -> Labels { lanes.identities.keys[lane] }

  /// One lane as a frame of one tick.
  package func frame(_ lane: Int) -> Frame {
    Frame(
      output: output, key: key(lane), place: lanes.places[lane], start: time, step: step, count: 1,
      conditions: lanes.conditions.indices.map { index in
        let truth = lanes.conditions[index].truths.start[lane]
        let why = reasons(index, lane)
        return TruthColumn(truths: [truth], reasons: why.isEmpty ? [] : [why.rawValue])
      },
      values: lanes.values.map { [$0.values.start[lane]] })
  }
}

/// The identities of a circuit of lanes, in the order of their lanes.
final class LaneIdentities {
  private(set) var keys: [Labels] = []
  private var lanes: [Labels: Int] = [:]

  var count: Int { keys.count }

  /// The lane of an identity, and whether it has just got it.
  func lane(of key: Labels) -> (lane: Int, isNew: Bool) {
    if let lane = lanes[key] { return (lane, false) }
    lanes[key] = keys.count
    keys.append(key)
    return (keys.count - 1, true)
  }
}

/// One output of a circuit of lanes.
final class LaneOutput {
  let output: Int
  let identities: LaneIdentities
  var conditions: [Cell] = []
  var values: [Cell] = []
  /// When the identity of each lane is born, in nanoseconds; the maximum where it is none.
  private(set) var births = History<Int64>(capacity: 16)
  /// The number of each lane's identity among all of the stream.
  var places: [Int] = []

  init(_ output: Int, _ identities: LaneIdentities) {
    self.output = output
    self.identities = identities
  }

  deinit { births.deallocate() }

  /// Takes up a lane whose identity is not one of this output yet.
  func open(place: Int) {
    births.append(.max)
    places.append(place)
  }

  func bear(_ lane: Int, at moment: Int64) { births.base[lane] = moment }
}
