// One plan for all rules: a graph of shared nodes and the outputs drawn from it.
import Columns
package import Language
package import Quantities

/// A plan: every distinct computation of all rules once, in an order inputs come first in.
package struct Plan: Sendable {
  /// One computation.
  package struct Node: Sendable {
    package let operation: Operation
    /// Indices of earlier nodes.
    package let inputs: [Int]
    /// The label keys its value has, sorted.
    package let keys: [String]
    /// The grid of its ticks.
    package let step: TimeSpan
    /// True where it yields truths, false where it yields numbers.
    package let isTruth: Bool
    /// How many ticks before the first one it must be computed for.
    package var lookback = 0
  }

  /// What is asked of the plan: the conditions and values of one rule.
  package struct Output: Sendable {
    /// Whose output it is: an index into the program's lists.
    package enum Source: Hashable, Sendable {
      case alert(Int)
      case record(Int)
      case label(Int)
      case expression(Int)
    }
    package let source: Source
    package let name: String
    /// The keys of its identities, sorted.
    package let keys: [String]
    /// The grid it is evaluated on.
    package let every: TimeSpan
    /// Nodes of its conditions: of an alert, each level's trigger and then its `until` if any,
    /// and after the levels the exceptions.
    package var conditions: [Int] = []
    /// Nodes of its values.
    package var values: [Int] = []
    /// The stored series whose rows bring its identities into being.
    package var carriers: [SeriesReference] = []
  }

  package internal(set) var nodes: [Node]
  /// Alerts, records, labels, then bare expressions, each in file order.
  package internal(set) var outputs: [Output]
}
