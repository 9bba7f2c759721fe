// How a metric of books becomes a series: its kernel, what it needs, and the measure it makes.
package import Columns
import Quantities

/// How a metric is computed of books. The numbers are one per parameter, in base units; a word is
/// its place.
package struct BookKernel: Sendable {
  package let needs: BookNeeds
  let rule: Rule

  enum Rule: Sendable {
    /// Of each book looked at.
    case look(@Sendable (Book, [Double]) -> Double)
    /// Of each change of so many levels; sizes are coins.
    case change(levels: @Sendable ([Double]) -> Int, @Sendable (Book, Book, [Double]) -> Double)
    /// The same with a memory of the changes before; the time is in nanoseconds.
    case changes(
      levels: @Sendable ([Double]) -> Int,
      @Sendable ([Double]) -> (Book, Book, _ time: Int64) -> Double)
    /// Of each book looked at, with a memory of those before.
    case memory(@Sendable ([Double]) -> (Book, Int64) -> Double)
    /// Put together from other series: the expression it stands for.
    case terms(@Sendable ([Double]) -> String)
  }

  /// True where the series is one of events: changes are added up.
  package var givesEvents: Bool {
    switch rule {
    case .change, .changes: true
    case .look, .memory, .terms: false
    }
  }

  /// The expression the metric stands for with these numbers, or nil where it is measured.
  package func terms(_ numbers: [Double]) -> String? {
    if case .terms(let spell) = rule { spell(numbers) } else { nil }
  }

  /// The measure with these numbers in place, and the series it gives; nil where it is none.
  package func measure(_ numbers: [Double], giving schema: SeriesSchema) -> BookMeasure? {
    let measured: BookMeasure.Rule
    switch rule {
    case .look(let kernel): measured = .look { kernel(Book($0), numbers) }
    case .change(let levels, let kernel):
      measured = .change(levels: levels(numbers)) {
        kernel(Book(coinsOf: $0), Book(coinsOf: $1), numbers)
      }
    case .changes(let levels, let make):
      measured = .changes(levels: levels(numbers)) {
        let kernel = make(numbers)
        return { kernel(Book(coinsOf: $0), Book(coinsOf: $1), $1.time) }
      }
    case .memory(let make):
      measured = .memory {
        let kernel = make(numbers)
        return { kernel(Book($0), $0.time) }
      }
    case .terms: return nil
    }
    return BookMeasure(schema, needs: needs, gap: Undefined.gap.number, measured)
  }
}

extension BookMetrics {
  /// Every metric of books by its name, and what it needs of one.
  package static let needs: [(name: String, needs: BookNeeds)] = MetricFunctions.all.compactMap {
    guard case .book(let kernel) = $0.kernel else { return nil }
    return ($0.name, kernel.needs)
  }
}

extension Book {
  /// A book as a replay hands it over.
  init(_ look: BookLook) {
    self.init(
      bids: BookLevels(look.bids), asks: BookLevels(look.asks),
      contract: Contract(look.isInverse ? .inverse : .linear, multiplier: look.multiplier))
  }

  /// The same with every size in coins.
  init(coinsOf look: BookLook) {
    let book = Book(look)
    func coins(_ side: BookLook.Side) -> BookLevels {
      let sizes = zip(side.sizes, side.prices).map { book.contract.coin(of: $0, at: $1) }
      return BookLevels(BookLook.Side(prices: side.prices, sizes: sizes, reach: side.reach))
    }
    self.init(bids: coins(look.bids), asks: coins(look.asks))
  }
}
