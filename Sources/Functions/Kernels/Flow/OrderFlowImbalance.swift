// What changes at the best levels of the book say about pressure: OFI and its deeper relatives.

package import Quantities

/// Order-flow imbalance of the first L levels over a sliding window.
///
/// Sources: Cont, Kukanov, Stoikov 2014; Xu, Gould, Howison 2018 (levels); Cont, Cucuringu, Zhang
/// 2023 (integrated).
package struct OrderFlowImbalance: Sendable {
  private var previous: Book?
  private var windows: [SlidingSummary<NeumaierSum>]
  private var depths: SlidingSummary<Moments>
  /// The imbalance of the last event per level, in the book's size unit.
  package private(set) var lastEvent: [Double]

  /// Watches `levels` levels over `span`, ten seconds unless said.
  package init(levels: Int = 1, span: WindowSpan = .time(.seconds(10))) {
    let count = max(1, levels)
    windows = Array(repeating: SlidingSummary(span), count: count)
    lastEvent = Array(repeating: 0, count: count)
    depths = SlidingSummary(span)
  }

  /// A snapshot; the first one, and the first after `reset`, contributes 0.
  package mutating func add(_ book: Book, at time: Timestamp) {
    for level in windows.indices {
      let event = previous.map { Self.event(from: $0, to: book, level: level) } ?? 0
      lastEvent[level] = event
      windows[level].add(event, at: time)
    }
    previous = book
    depths.add((book.bids.size(0) + book.asks.size(0)) / 2, at: time)
  }

  /// A gap or a new snapshot: the next book has nothing to be compared with.
  package mutating func reset() { previous = nil }

  /// Moves the window to `time`.
  package mutating func advance(to time: Timestamp) {
    for level in windows.indices { windows[level].advance(to: time) }
    depths.advance(to: time)
  }

  /// `ofi`: Σ e of the best level.
  package var best: Double { windows[0].summary.value }

  /// `mlofi`: Σ e per level.
  package var perLevel: [Double] { windows.map(\.summary.value) }

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
