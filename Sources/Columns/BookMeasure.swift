// A series that is measured of books while they are replayed.
package import Quantities

/// A metric of books with its arguments in place: the series it gives, and how.
package struct BookMeasure: Sendable {
  /// The series; its name is the call as it is spelled canonically.
  package let schema: SeriesSchema
  package let needs: BookNeeds
  package let rule: Rule
  /// What a value is where updates of a book are missing: the reason as a number.
  package let gap: Double

  /// How a measure is taken; the numbers are in base units, or the reason why there is none.
  package enum Rule: Sendable {
    /// Of each book looked at.
    case look(@Sendable (BookLook) -> Double)
    /// Of each change of the first levels, added up from look to look: an event series.
    case change(levels: Int, @Sendable (_ before: BookLook, _ after: BookLook) -> Double)
    /// The same by what keeps a memory of changes: one new function per market and replay.
    case changes(levels: Int, @Sendable () -> (_ before: BookLook, _ after: BookLook) -> Double)
    /// Of each book looked at and those before: one new function per market and replay.
    case memory(@Sendable () -> (BookLook) -> Double)
  }

  package init(_ schema: SeriesSchema, needs: BookNeeds, gap: Double = .nan, _ rule: Rule) {
    self.schema = schema
    self.needs = needs
    self.rule = rule
    self.gap = gap
  }

  /// How often a book is looked at: a measure's cadence.
  package static let every = TimeSpan.seconds(1)
  /// How old a measure of a book may get.
  package static let stale = TimeSpan.minutes(2)
}

/// What a measure needs to know of a book and its market.
package struct BookNeeds: Sendable, Equatable {
  package let detail: BooksOffered.Detail
  /// True where sizes must be known in coins and USD.
  package let contract: Bool
  /// True where prices must be in dollars.
  package let dollars: Bool

  package init(_ detail: BooksOffered.Detail, contract: Bool = false, dollars: Bool = false) {
    self.detail = detail
    self.contract = contract
    self.dollars = dollars
  }
}
