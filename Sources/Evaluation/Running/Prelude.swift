// How far before the first tick a circuit must begin to fill the windows over ticks.
import Functions
import Planning

/// From when on the ticks of a plan can be anything but unknown.
struct Prelude: Sendable {
  /// The moment before which everything a window looks back at is unknown, or nil where some of
  /// it is known without any data.
  let firstUsefulMoment: Int64?

  init(_ plan: Plan, _ stored: StoredSeries) {
    let needsData = plan.needsData
    let isBlank = plan.nodes.allSatisfy { node in
      node.operation.reach == 0 || node.inputs.allSatisfy { needsData[$0] }
    }
    let ahead = plan.nodes.map(\.operation.lookAhead).max() ?? 0
    // A sequence tells apart what was unknown and what was not looked at.
    let awaited = plan.nodes.map(\.awaited).max() ?? 0
    firstUsefulMoment = isBlank ? stored.firstMoment.map { $0 &- ahead &- awaited } : nil
  }

  /// The first tick worth computing, counted from the first of the run: zero or negative.
  func firstTick(start: Int64, step: Int64) -> Int {
    guard let moment = firstUsefulMoment else { return .min }
    return min(0, floorOfQuotient(moment &- start, step))
  }
}

extension Plan {
  /// For every node, whether it is unknown as long as no series has a row.
  fileprivate var needsData: [Bool] {
    var needs: [Bool] = []
    for node in nodes {
      let inputs = node.inputs.map { needs[$0] }
      let one =
        switch node.operation {
        case .constant, .truth, .parameter, .labelIs, .state: false
        case .asOf, .age, .sampleFrame, .eventFrame, .increase: true
        case .reduction(let reduction): reduction.kind != .count
        case .and, .or, .coalesce, .choose, .sequence: inputs.allSatisfy { $0 }
        default: inputs.contains(true)
        }
      needs.append(one)
    }
    return needs
  }
}

extension Plan.Node {
  /// How far back a sequence looks.
  fileprivate var awaited: Int64 {
    guard case .sequence(let within) = operation else { return 0 }
    return step.nanoseconds.multipliedReportingOverflow(by: Int64(within)).partialValue
  }
}

extension Operation {
  /// How far after its tick the operation sees.
  fileprivate var lookAhead: Int64 {
    switch self {
    case .asOf(_, let shift), .age(_, let shift): max(0, 0 &- shift.nanoseconds)
    case .sampleFrame(let frame), .eventFrame(let frame): max(0, 0 &- frame.shift.nanoseconds)
    case .increase(let frame, _): max(0, 0 &- frame.shift.nanoseconds)
    case .reduction(let reduction): max(0, 0 &- reduction.shift.nanoseconds)
    default: 0
    }
  }
}
