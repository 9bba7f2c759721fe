// Cells of numbers computed from numbers at the same tick.
import Columns
import Functions
import Language

extension Cell {
  /// Marks the ticks where all inputs are known and yet the value is not.
  final func mark(
    _ reason: ReasonSet, _ batch: Batch, in out: UnsafeMutablePointer<UInt8>
  ) {
    markNaN(reason.rawValue, values.start, in: out, batch.count)
  }

  /// The reasons of all inputs, wherever this cell is unknown.
  final func mergeInputReasons(_ batch: Batch, to out: UnsafeMutablePointer<UInt8>) {
    mergeReasons(of: inputs, batch, to: out)
  }

  /// The reasons of some inputs, wherever this cell is unknown.
  final func mergeReasons(
    of inputs: [Cell], _ batch: Batch, to out: UnsafeMutablePointer<UInt8>
  ) {
    var isFirst = true
    for input in inputs where input.hasUnknown(batch) {
      let theirs = input.reasons(batch)
      if isFirst {
        out.update(from: theirs, count: batch.count)
        isFirst = false
      } else {
        join(theirs, to: out, batch.count)
      }
    }
    if isFirst { out.update(repeating: 0, count: batch.count) }
  }
}

final class ArithmeticCell: Cell {
  private let sign: ArithmeticOperator

  init(_ sign: ArithmeticOperator, inputs: [Cell], _ shape: CellShape) {
    self.sign = sign
    super.init(shape, inputs: inputs)
  }

  override func advance(_ batch: Batch) {
    arithmetic(sign, inputs[0].values.start, inputs[1].values.start, (values.start, batch.count))
  }

  override func writeReasons(_ batch: Batch, to out: UnsafeMutablePointer<UInt8>) {
    mergeInputReasons(batch, to: out)
    if sign == .divide {
      let divisor = inputs[1].values.start
      for i in 0..<batch.count where divisor[i] == 0 && out[i] == 0 {
        out[i] = ReasonSet.divisionByZero.rawValue
      }
    }
    mark(.domain, batch, in: out)
  }
}

/// Minus, integer powers and functions of one or more numbers.
final class FunctionCell: Cell {
  enum Function {
    case negate
    case power(Int)
    case scalar(ScalarFunction)
  }
  private let function: Function

  init(_ function: Function, inputs: [Cell], _ shape: CellShape) {
    self.function = function
    super.init(shape, inputs: inputs)
  }

  override func advance(_ batch: Batch) {
    guard let first = inputs.first?.values.start else { return }
    let place = (out: values.start, count: batch.count)
    switch function {
    case .negate: transform(first, place) { 0 - $0 }
    case .power(let n): transform(first, place) { integerPower($0, n) }
    case .scalar(.abs): transform(first, place) { $0.magnitude }
    case .scalar(.sqrt): transform(first, place) { $0.squareRoot() }
    case .scalar(.min): fold(place, lesser)
    case .scalar(.max): fold(place, larger)
    case .scalar(.clamp): clamp(place)
    case .scalar(let one): transform(first, place) { scalarValue(one, $0) }
    }
  }

  private func fold(
    _ place: (out: UnsafeMutablePointer<Double>, count: Int),
    _ choose: (Double, Double) -> Double
  ) {
    place.out.update(from: inputs[0].values.start, count: place.count)
    for input in inputs.dropFirst() {
      let theirs = input.values.start
      for i in 0..<place.count { place.out[i] = choose(place.out[i], theirs[i]) }
    }
  }

  private func clamp(_ place: (out: UnsafeMutablePointer<Double>, count: Int)) {
    guard inputs.count == 3 else { return }
    let (x, low, high) = (
      inputs[0].values.start, inputs[1].values.start, inputs[2].values.start
    )
    for i in 0..<place.count { place.out[i] = lesser(larger(x[i], low[i]), high[i]) }
  }

  override func writeReasons(_ batch: Batch, to out: UnsafeMutablePointer<UInt8>) {
    mergeInputReasons(batch, to: out)
    if case .power(let n) = function, n < 0 {
      let base = inputs[0].values.start
      for i in 0..<batch.count where base[i] == 0 {
        out[i] = ReasonSet.divisionByZero.rawValue
      }
    }
    mark(.domain, batch, in: out)
  }
}

/// The value of the first input less that of the second, which is a window's width earlier.
final class DifferenceCell: Cell {
  private let seconds: Double

  /// `seconds` is the width for a rate, 1 for a plain change.
  init(seconds: Double, inputs: [Cell], _ shape: CellShape) {
    self.seconds = seconds
    super.init(shape, inputs: inputs)
  }

  override func advance(_ batch: Batch) {
    let (now, then) = (inputs[0].values.start, inputs[1].values.start)
    let seconds = seconds
    if seconds == 1 {
      arithmetic(.subtract, now, then, (values.start, batch.count))
      return
    }
    for i in 0..<batch.count {
      let x = (now[i] - then[i]) / seconds
      values.start[i] = x.isFinite ? x + 0.0 : .nan
    }
  }

  override func writeReasons(_ batch: Batch, to out: UnsafeMutablePointer<UInt8>) {
    writeDifferenceReasons(batch, to: out)
  }
}

extension Cell {
  /// Unknown now: the reasons now. Known now and unknown a width ago: warmup.
  final func writeDifferenceReasons(_ batch: Batch, to out: UnsafeMutablePointer<UInt8>) {
    out.update(from: inputs[0].reasons(batch), count: batch.count)
    let then = inputs[1].values.start
    for i in 0..<batch.count where out[i] == 0 && then[i].isNaN {
      out[i] = ReasonSet.warmup.rawValue
    }
    mark(.domain, batch, in: out)
  }
}
