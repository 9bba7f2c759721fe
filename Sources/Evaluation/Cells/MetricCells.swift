// Cells of metrics: a kernel of the engine, of values at a tick, of windows or of a group.
import Columns
import Functions

/// A kernel's answer as a register holds it: a finite number, or a NaN that says why not.
func metricNumber(_ value: Double) -> Double {
  if value.isFinite { return value + 0.0 }
  return value.isNaN && Undefined(number: value) != nil ? value : Undefined.domain.number
}

extension Cell {
  /// The reasons of the inputs, and where there are none what the kernel itself answered.
  func writeMetricReasons(_ batch: Batch, to out: UnsafeMutablePointer<UInt8>) {
    for i in 0..<batch.count where out[i] == 0 && values.start[i].isNaN {
      out[i] = (Undefined(number: values.start[i])?.reason ?? .domain).rawValue
    }
  }
}

/// A metric of values at one tick.
final class PointMetricCell: Cell {
  typealias Kernel = @Sendable (UnsafePointer<Double>) -> Double

  private let kernel: Kernel
  /// The numbers of the call; those of inputs are filled in tick by tick.
  private let numbers: Register<Double>
  /// Where each input goes among the numbers.
  private let places: [Int]
  /// The inputs that must be known.
  private let needed: [Cell]

  init(_ call: MetricCall, _ kernel: @escaping Kernel, inputs: [Cell], _ shape: CellShape) {
    self.kernel = kernel
    numbers = Register(call.numbers)
    places = call.inputPlaces
    needed = zip(call.inputs, inputs).filter { $0.0.mustBeKnown }.map(\.1)
    super.init(shape, inputs: inputs)
  }

  override func advance(_ batch: Batch) {
    let out = values.start
    let numbers = numbers.start
    let columns = zip(places, inputs).map { (place: $0, values: $1.values.start) }
    let needed = needed.map(\.values.start)
    for i in 0..<batch.count {
      for column in columns { numbers[column.place] = column.values[i] }
      let isKnown = needed.allSatisfy { !$0[i].isNaN }
      out[i] = isKnown ? metricNumber(kernel(numbers)) : .nan
    }
  }

  override func writeReasons(_ batch: Batch, to out: UnsafeMutablePointer<UInt8>) {
    mergeReasons(of: needed, batch, to: out)
    writeMetricReasons(batch, to: out)
  }
}

/// One member of a metric's group: a cell for each argument, and when it belongs.
struct MetricMember {
  let cells: [Cell]
  let presence: Presence
}

/// A metric of the members of a group.
final class GroupMetricCell: Cell {
  typealias Kernel = @Sendable (_ columns: [[Double]]) -> Double

  private let kernel: Kernel
  private let call: MetricCall
  private let places: [Int]
  private let shift: Int64
  private let members: [MetricMember]
  /// For each input, whether the metric is unknown without it.
  private let isNeeded: [Bool]

  init(
    _ reduction: (call: MetricCall, shift: Int64), _ kernel: @escaping Kernel,
    members: [MetricMember], _ shape: CellShape
  ) {
    self.kernel = kernel
    call = reduction.call
    places = reduction.call.inputPlaces
    shift = reduction.shift
    self.members = members
    isNeeded = reduction.call.inputs.map(\.mustBeKnown)
    super.init(shape, inputs: members.flatMap(\.cells))
  }

  override var isOfGroup: Bool { true }

  private func present(_ batch: Batch, _ i: Int) -> [MetricMember] {
    let moment = batch.start &+ Int64(truncatingIfNeeded: i) &* batch.step &- shift
    return members.filter { $0.presence.contains(moment) }
  }

  override func advance(_ batch: Batch) {
    for i in 0..<batch.count { values.start[i] = answer(present(batch, i), i) }
  }

  private func answer(_ present: [MetricMember], _ i: Int) -> Double {
    guard !present.isEmpty else { return .nan }
    var columns = call.numbers.map { [Double](repeating: $0, count: present.count) }
    for (row, member) in present.enumerated() {
      for (index, cell) in member.cells.enumerated() {
        let x = cell.values.start[i]
        if x.isNaN && isNeeded[index] { return .nan }
        columns[places[index]][row] = x
      }
    }
    return metricNumber(kernel(columns))
  }

  override func writeReasons(_ batch: Batch, to out: UnsafeMutablePointer<UInt8>) {
    for i in 0..<batch.count {
      let present = present(batch, i)
      var reasons = present.isEmpty ? ReasonSet.missing.rawValue : 0
      for member in present {
        for (cell, isNeeded) in zip(member.cells, isNeeded) where isNeeded {
          reasons |= cell.reasons(batch)[i]
        }
      }
      out[i] = reasons
    }
    writeMetricReasons(batch, to: out)
  }
}

extension MetricCall {
  /// Where each input goes among the numbers of the call.
  var inputPlaces: [Int] {
    let parameters = function?.parameters ?? []
    return parameters.indices.filter { parameters[$0].isInput }
  }
}

extension Register<Double> {
  /// A register that holds these numbers.
  convenience init(_ numbers: [Double]) {
    self.init(max(1, numbers.count), filledWith: 0)
    for (place, number) in numbers.enumerated() { start[place] = number }
  }
}
