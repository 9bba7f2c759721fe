// A straight-line fit over a sliding window.

package import Quantities

/// Ordinary least squares of y on x over the pairs of a window.
package struct RollingRegression: Sendable {
  private var sums: SlidingSummary<CoMoments>

  /// An empty window.
  package init(_ span: WindowSpan) { sums = SlidingSummary(span) }

  /// Adds a pair and moves the window to its time.
  package mutating func add(x: Double, y: Double, at time: Timestamp) {
    sums.add((x, y), at: time)
  }

  /// Moves the window to `time`.
  package mutating func advance(to time: Timestamp) { sums.advance(to: time) }

  /// The fit; see `CoMoments.line` for when there is none.
  package var line: Metric<FittedLine> { sums.summary.line() }
}
