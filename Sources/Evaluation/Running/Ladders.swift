// Which comparisons of a plan differ in a constant only.
import Language
import Planning

/// Comparisons of one x with constants, or with constants times one y.
struct Ladder {
  /// What x has to be to what it is compared with.
  let relation: Relation
  let x: Int
  /// Nil where x is compared with the constants themselves.
  let y: Int?
  /// The nodes that compare, and their constants.
  fileprivate(set) var rungs: [(node: Int, threshold: Double)] = []
}

extension Plan {
  private struct Kind: Hashable {
    let relation: Relation
    let x: Int
    let y: Int?
  }

  /// How few comparisons are cheaper one by one.
  private static let fewestRungs = 3

  /// The ladders among the nodes that some outputs need, in the order of their first nodes.
  func ladders(of outputs: [Int]) -> [Ladder] {
    var isNeeded = [Bool](repeating: false, count: nodes.count)
    for output in outputs {
      for node in self.outputs[output].conditions + self.outputs[output].values {
        isNeeded[node] = true
      }
    }
    for node in nodes.indices.reversed() where isNeeded[node] {
      for input in nodes[node].inputs { isNeeded[input] = true }
    }
    var places: [Kind: Int] = [:]
    var ladders: [Ladder] = []
    for node in nodes.indices where isNeeded[node] {
      guard let (kind, threshold) = rung(node) else { continue }
      let place = places[kind] ?? ladders.count
      if place == ladders.count {
        places[kind] = place
        ladders.append(Ladder(relation: kind.relation, x: kind.x, y: kind.y))
      }
      ladders[place].rungs.append((node, threshold))
    }
    return ladders.filter { $0.rungs.count >= Self.fewestRungs }
  }

  /// What a node compares, if it is such a comparison.
  private func rung(_ node: Int) -> (kind: Kind, threshold: Double)? {
    guard case .compare(let relation) = nodes[node].operation, nodes[node].inputs.count == 2
    else { return nil }
    let (left, right) = (nodes[node].inputs[0], nodes[node].inputs[1])
    if let order = relation.order, let (threshold, y) = scaled(right) {
      return (Kind(relation: order, x: left, y: y), threshold)
    }
    if let order = relation.turned?.order, let (threshold, y) = scaled(left) {
      return (Kind(relation: order, x: right, y: y), threshold)
    }
    return nil
  }

  /// The constant that a node is, or that it is a multiple of something by.
  private func scaled(_ node: Int) -> (threshold: Double, y: Int?)? {
    if let threshold = finite(node) { return (threshold, nil) }
    guard case .arithmetic(.multiply) = nodes[node].operation else { return nil }
    let (a, b) = (nodes[node].inputs[0], nodes[node].inputs[1])
    if let threshold = finite(a) { return (threshold, b) }
    if let threshold = finite(b) { return (threshold, a) }
    return nil
  }

  private func finite(_ node: Int) -> Double? {
    guard case .constant(let value) = nodes[node].operation, value.isFinite else { return nil }
    return value
  }
}

extension Relation {
  /// Itself where it puts numbers in an order.
  fileprivate var order: Relation? { self == .equal || self == .notEqual ? nil : self }

  /// The relation of the right side to the left one.
  fileprivate var turned: Relation? {
    switch self {
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    case .equal, .notEqual: nil
    }
  }
}
