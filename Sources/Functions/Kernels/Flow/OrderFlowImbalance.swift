// What changes at the best levels of the book say about pressure: OFI and its deeper relatives.

package import Quantities

/// Order-flow imbalance of the first L levels over a sliding window.
///
/// Sources: Cont, Kukanov, Stoikov 2014; Xu, Gould, Howison 2018 (levels); Cont, Cucuringu, Zhang
/// 2023 (integrated).
package struct OrderFlowImbalance: Sendable {
  private let levels: Int
  private var previous: Book?
  private var events: SlidingSummary<VectorSum>
  private var depths: SlidingSummary<Moments>

  /// Watches `levels` levels over `span`, ten seconds unless said.
  package init(levels: Int = 1, span: WindowSpan = .time(.seconds(10))) {
    self.levels = max(1, levels)
    events = SlidingSummary(span)
    depths = SlidingSummary(span)
  }

  /// A snapshot; the first one, and the first after `reset`, contributes 0.
  ///
  /// - Returns: the imbalance of this event per level, in the book's size unit.
  @discardableResult
  package mutating func add(_ book: Book, at time: Timestamp) -> [Double] {
    let event = (0..<levels).map { level in
      previous.map { Self.event(from: $0, to: book, level: level) } ?? 0
    }
    previous = book
    events.add(event, at: time)
    depths.add((book.bids.size(0) + book.asks.size(0)) / 2, at: time)
    return event
  }

  /// A gap or a new snapshot: the next book has nothing to be compared with.
  package mutating func reset() { previous = nil }

  /// Moves the window to `time`.
  package mutating func advance(to time: Timestamp) {
    events.advance(to: time)
    depths.advance(to: time)
  }

  /// `ofi`: Σ e of the best level.
  package var best: Double { events.summary.values.first ?? 0 }

  /// `mlofi`: Σ e per level.
  package var perLevel: [Double] {
    let sums = events.summary.values
    return (0..<levels).map { $0 < sums.count ? sums[$0] : 0 }
  }

  /// `ofi_norm`: ofi over the mean of (best bid size + best ask size)/2 in the window.
  package var normalized: Metric<Double> {
    depths.summary.count > 0 ? .ratio(best, over: depths.summary.mean) : .undefined(.warmup)
  }

  /// `ofi_integrated`: w·mlofi / ‖w‖₁; w uniform unless fitted.
  package static func integrated(_ perLevel: [Double], weights: [Double]? = nil) -> Metric<Double> {
    let weights = weights ?? perLevel.map { _ in 1 }
    guard weights.count == perLevel.count else { return .undefined(.domain) }
    let product = zip(perLevel, weights).map { $0 * $1 }.reduce(0, +)
    return .ratio(product, over: weights.map(\.magnitude).reduce(0, +))
  }

  /// The imbalance of one event at one level. A missing bid is price −∞ with size 0, a missing
  /// ask +∞ with size 0.
  package static func event(from old: Book, to new: Book, level: Int) -> Double {
    let oldBid = old.bids.price(level) ?? -.infinity
    let newBid = new.bids.price(level) ?? -.infinity
    let oldAsk = old.asks.price(level) ?? .infinity
    let newAsk = new.asks.price(level) ?? .infinity
    var e = 0.0
    if newBid >= oldBid { e += new.bids.size(level) }
    if newBid <= oldBid { e -= old.bids.size(level) }
    if newAsk <= oldAsk { e -= new.asks.size(level) }
    if newAsk >= oldAsk { e += old.asks.size(level) }
    return e
  }
}

/// Sums of vectors, component by component.
struct VectorSum: WindowSummary {
  typealias Sample = [Double]

  private var sums: [NeumaierSum] = []

  init() {}

  init(_ sample: [Double]) { sums = sample.map { NeumaierSum($0) } }

  mutating func merge(_ later: VectorSum) {
    for index in later.sums.indices {
      if index < sums.count { sums[index].add(later.sums[index]) } else {
        sums.append(later.sums[index])
      }
    }
  }

  var values: [Double] { sums.map(\.value) }
}
