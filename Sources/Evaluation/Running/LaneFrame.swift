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
  package func key(_ lane: Int) -> Labels { lanes.keys[lane] }

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

/// One output of a circuit of lanes.
final class LaneOutput {
  let output: Int
  var conditions: [Cell] = []
  var values: [Cell] = []
  var keys: [Labels] = []
  /// When the identity of each lane is born, in nanoseconds; the maximum where it is none.
  private(set) var births = History<Int64>(capacity: 16)
  /// The number of each lane's identity among all of the stream.
  var places: [Int] = []

  init(_ output: Int) { self.output = output }

  deinit { births.deallocate() }

  /// Takes up a lane whose identity is not one of this output yet.
  func open() {
    births.append(.max)
    places.append(0)
  }

  func bear(_ lane: Int, at moment: Int64, place: Int) {
    births.base[lane] = moment
    places[lane] = place
  }
}
