// What an expression was at one moment, part by part.
package import Columns
package import Language
package import Quantities

/// One expression at one moment: its value or truth, why, and its parts.
package struct Inspection: Sendable {
  /// The expression as written.
  package let text: String
  /// The labels of a member of a group, where this is one.
  package var labels: Labels?
  /// The truth of a condition; nil for a number.
  package let truth: Truth?
  /// The value of a number, or nil where unknown and for conditions.
  package let value: Quantity?
  /// Why it is unknown; empty where known.
  package let reasons: [String]
  package var detail: Detail?
  package var children: [Inspection] = []

  /// What there is to say about one kind of expression.
  package enum Detail: Sendable {
    /// A stored series: the age of its latest visible row (nil: never seen) and the limit.
    case series(age: TimeSpan?, limit: TimeSpan)
    /// A parameter: the label its value is for (nil: the value for all) and who set it.
    case parameter(label: String?, origin: CheckedParameter.Origin)
    /// A window: how many samples it held, and how many of its ticks were known.
    case window(samples: Int, known: Int, ticks: Int)
    case comparison(Margin)
    /// `A then B`: the latest tick at which A was true and still waited for B.
    case sequence(firstAt: Timestamp?)
  }

  /// True where nothing is unknown.
  package var isKnown: Bool { reasons.isEmpty }
}

/// How far the left side of a comparison is from the right.
package struct Margin: Sendable, Equatable {
  /// Left less right, in the left side's unit.
  package let absolute: Quantity
  /// That difference as a share of the right side; nil where the right side is zero.
  package let relative: Double?

  /// True where both sides are equal.
  package var isBoundary: Bool { absolute.base == 0 }
}
