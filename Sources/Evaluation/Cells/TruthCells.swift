// Cells that decide: comparisons, Kleene's connectives, tests of knowledge, choices.
import Columns
import Functions
import Language

final class CompareCell: Cell {
  private let relation: Relation

  init(_ relation: Relation, inputs: [Cell], _ shape: CellShape) {
    self.relation = relation
    super.init(shape, inputs: inputs)
  }

  override func advance(_ batch: Batch) {
    compare(relation, inputs[0].values.start, inputs[1].values.start, (truths.start, batch.count))
  }

  override func writeReasons(_ batch: Batch, to out: UnsafeMutablePointer<UInt8>) {
    mergeInputReasons(batch, to: out)
  }
}

final class ConnectiveCell: Cell {
  enum Connective {
    case and, or, not
  }
  private let connective: Connective

  init(_ connective: Connective, inputs: [Cell], _ shape: CellShape) {
    self.connective = connective
    super.init(shape, inputs: inputs)
  }

  override func advance(_ batch: Batch) {
    let first = inputs[0].truths.start
    switch connective {
    case .and: conjunction(first, inputs[1].truths.start, truths.start, batch.count)
    case .or: disjunction(first, inputs[1].truths.start, truths.start, batch.count)
    case .not: negation(first, truths.start, batch.count)
    }
  }

  override func writeReasons(_ batch: Batch, to out: UnsafeMutablePointer<UInt8>) {
    mergeInputReasons(batch, to: out)
    keepUnknown(truths.start, in: out, batch.count)
  }
}

/// `is known`, `is stale`, `is missing`: always yes or no.
final class StateCell: Cell {
  private let test: StateTest

  init(_ test: StateTest, inputs: [Cell], _ shape: CellShape) {
    self.test = test
    super.init(shape, inputs: inputs)
  }

  override func advance(_ batch: Batch) {
    let input = inputs[0]
    let out = truths.start
    guard input.hasUnknown(batch) else {
      out.update(repeating: test == .known ? 1 : 0, count: batch.count)
      return
    }
    let reasons = input.reasons(batch)
    switch test {
    case .known: for i in 0..<batch.count { out[i] = reasons[i] == 0 ? 1 : 0 }
    case .stale:
      let bit = ReasonSet.stale.rawValue
      for i in 0..<batch.count { out[i] = reasons[i] & bit != 0 ? 1 : 0 }
    case .missing:
      let bits = ReasonSet.missing.union(.nan).rawValue
      for i in 0..<batch.count { out[i] = reasons[i] & bits != 0 ? 1 : 0 }
    }
  }
}

/// `a ?? b`: the first where it is known, else the second.
final class CoalesceCell: Cell {
  init(inputs: [Cell], _ shape: CellShape) { super.init(shape, inputs: inputs) }

  override func advance(_ batch: Batch) {
    if isTruth {
      let (a, b) = (inputs[0].truths.start, inputs[1].truths.start)
      for i in 0..<batch.count { truths.start[i] = a[i] == 2 ? b[i] : a[i] }
    } else {
      let (a, b) = (inputs[0].values.start, inputs[1].values.start)
      for i in 0..<batch.count { values.start[i] = a[i].isNaN ? b[i] : a[i] }
    }
  }

  override func writeReasons(_ batch: Batch, to out: UnsafeMutablePointer<UInt8>) {
    mergeInputReasons(batch, to: out)
    let first = inputs[0].reasons(batch)
    let second = inputs[1].reasons(batch)
    for i in 0..<batch.count where first[i] == 0 || second[i] == 0 { out[i] = 0 }
  }
}

/// `if c then a else b`; unknown where the condition or the branch taken is.
final class ChooseCell: Cell {
  init(inputs: [Cell], _ shape: CellShape) { super.init(shape, inputs: inputs) }

  override func advance(_ batch: Batch) {
    let condition = inputs[0].truths.start
    if isTruth {
      let (a, b) = (inputs[1].truths.start, inputs[2].truths.start)
      for i in 0..<batch.count {
        truths.start[i] = condition[i] == 1 ? a[i] : (condition[i] == 0 ? b[i] : 2)
      }
    } else {
      let (a, b) = (inputs[1].values.start, inputs[2].values.start)
      for i in 0..<batch.count {
        values.start[i] = condition[i] == 1 ? a[i] : (condition[i] == 0 ? b[i] : .nan)
      }
    }
  }

  override func writeReasons(_ batch: Batch, to out: UnsafeMutablePointer<UInt8>) {
    let condition = inputs[0].truths.start
    let theirs = (inputs[0].reasons(batch), inputs[1].reasons(batch), inputs[2].reasons(batch))
    for i in 0..<batch.count {
      out[i] = condition[i] == 1 ? theirs.1[i] : (condition[i] == 0 ? theirs.2[i] : theirs.0[i])
    }
  }
}
