// Reductions over label keys: members come with their first row and leave when long silent.
import Columns
import Functions
import Planning

/// One member of a group: its cell and when it belongs.
struct GroupMember {
  let cell: Cell
  let labels: Labels
  let presence: Presence
}

/// A reduction of the members of one group at every tick.
final class ReductionCell: Cell {
  private let kind: KeyReduction
  /// The n of the n-th largest.
  private let rank: Int
  private let shift: Int64
  private let members: [GroupMember]
  /// When the first member came.
  private var firstMember: Int64 { members.map(\.presence.first).min() ?? .max }
  private let sums: Register<DoubleDouble>
  private let counts: Register<Int32>
  private let unknowns: Register<UInt8>

  init(_ reduction: GroupReduction, members: [GroupMember], _ shape: CellShape) {
    kind = reduction.kind
    rank = reduction.count
    shift = reduction.shift.nanoseconds
    self.members = members
    sums = Register(shape.capacity, filledWith: .empty)
    counts = Register(shape.capacity, filledWith: 0)
    unknowns = Register(shape.capacity, filledWith: 0)
    super.init(shape, inputs: members.map(\.cell))
  }

  /// Calls with every run of ticks at which a member belongs, in the order of the members.
  private func visit(_ batch: Batch, _ body: (GroupMember, Range<Int>) -> Void) {
    for member in members {
      member.presence.visit(batch, shift: shift) { body(member, $0) }
    }
  }

  override var isOfGroup: Bool { true }

  override func advance(_ batch: Batch) {
    counts.fill(0, count: batch.count)
    unknowns.fill(0, count: batch.count)
    switch kind {
    case .sum, .avg, .share, .count, .hhi: addUp(batch)
    case .min: extreme(batch, .infinity, lesser)
    case .max: extreme(batch, -.infinity, larger)
    case .median, .topk: ranked(batch)
    }
    finish(batch)
  }

  private func addUp(_ batch: Batch) {
    sums.fill(.empty, count: batch.count)
    visit(batch) { member, ticks in
      for i in ticks {
        let x = value(member.cell, i)
        counts.start[i] += x.isNaN ? 0 : 1
        unknowns.start[i] |= x.isNaN ? 1 : 0
        sums.start[i].add(x.isNaN ? 0 : x)
      }
    }
    for i in 0..<batch.count {
      let total = sums.start[i]
      values.start[i] = kind == .avg ? total.divided(by: Double(counts.start[i])) : total.value
    }
    if kind == .hhi { concentrate(batch) }
  }

  /// Squares of shares: a second pass over the members, now that the total is known.
  private func concentrate(_ batch: Batch) {
    sums.fill(.empty, count: batch.count)
    visit(batch) { member, ticks in
      for i in ticks {
        let share = value(member.cell, i) / values.start[i]
        sums.start[i].add(share * share)
      }
    }
    for i in 0..<batch.count { values.start[i] = sums.start[i].value }
  }

  private func extreme(
    _ batch: Batch, _ start: Double, _ choose: (Double, Double) -> Double
  ) {
    values.fill(start, count: batch.count)
    visit(batch) { member, ticks in
      for i in ticks {
        let x = value(member.cell, i)
        counts.start[i] += x.isNaN ? 0 : 1
        unknowns.start[i] |= x.isNaN ? 1 : 0
        values.start[i] = choose(values.start[i], x)
      }
    }
  }

  private func ranked(_ batch: Batch) {
    var columns: [(cell: Cell, ticks: Range<Int>)] = []
    visit(batch) { columns.append(($0.cell, $1)) }
    var present: [Double] = []
    for i in 0..<batch.count {
      present.removeAll(keepingCapacity: true)
      for column in columns where column.ticks.contains(i) {
        let x = value(column.cell, i)
        if x.isNaN { unknowns.start[i] = 1 } else { present.append(x) }
      }
      present.sort()
      counts.start[i] = Int32(truncatingIfNeeded: present.count)
      values.start[i] = ranked(present)
    }
  }

  private func ranked(_ sorted: [Double]) -> Double {
    guard !sorted.isEmpty else { return .nan }
    if kind == .topk {
      // In a group of fewer than n, everything is among the n largest.
      let place = sorted.count - max(1, rank)
      return place < 0 ? -Double.greatestFiniteMagnitude : sorted[place]
    }
    return sorted.withUnsafeBufferPointer { sorted in
      sorted.baseAddress.map { quantileOfSorted($0, sorted.count, 0.5) } ?? .nan
    }
  }

  private func value(_ cell: Cell, _ index: Int) -> Double {
    guard cell.isTruth else { return cell.values.start[index] }
    let truth = cell.truths.start[index]
    return truth == 2 ? .nan : Double(truth)
  }

  private func finish(_ batch: Batch) {
    let out = values.start
    for i in 0..<batch.count {
      if kind == .count {
        out[i] = Double(counts.start[i])
      } else if unknowns.start[i] != 0 || counts.start[i] == 0 || !out[i].isFinite {
        out[i] = .nan
      } else {
        out[i] += 0.0
      }
    }
  }

  override func writeReasons(_ batch: Batch, to out: UnsafeMutablePointer<UInt8>) {
    out.update(repeating: 0, count: batch.count)
    guard kind != .count else { return }
    visit(batch) { member, ticks in
      guard member.cell.hasUnknown(batch) else { return }
      let theirs = member.cell.reasons(batch)
      for i in ticks { out[i] |= theirs[i] }
    }
    let firstMember = firstMember
    for i in 0..<batch.count where out[i] == 0 && counts.start[i] == 0 {
      let moment = batch.start &+ Int64(i) &* batch.step &- shift
      // Looking back to before the first member is warmup; a group never seen is missing.
      let isEarly = moment < firstMember && shift > 0 && firstMember <= moment &+ shift
      out[i] = isEarly ? ReasonSet.warmup.rawValue : ReasonSet.missing.rawValue
    }
    if kind == .hhi {
      for i in 0..<batch.count where out[i] == 0 && values.start[i].isNaN {
        out[i] = hasZeroTotal(batch, i) ? ReasonSet.divisionByZero.rawValue : 0
      }
    }
    mark(.domain, batch, in: out)
  }

  private func hasZeroTotal(_ batch: Batch, _ index: Int) -> Bool {
    var total = DoubleDouble()
    visit(batch) { member, ticks in
      if ticks.contains(index) { total.add(value(member.cell, index)) }
    }
    return total.value == 0
  }
}

/// The quotient rounded up; the divisor is above zero.
func ceilingOfQuotient(_ a: Int64, _ b: Int64) -> Int {
  let quotient = a / b
  return Int(truncatingIfNeeded: a % b > 0 ? quotient + 1 : quotient)
}

/// The quotient rounded down; the divisor is above zero.
func floorOfQuotient(_ a: Int64, _ b: Int64) -> Int {
  let quotient = a / b
  return Int(truncatingIfNeeded: a % b < 0 ? quotient - 1 : quotient)
}
