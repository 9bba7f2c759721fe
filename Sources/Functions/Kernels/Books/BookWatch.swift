// Notices when a book can no longer be believed.

package import Quantities

/// Watches one venue's book for states that only a broken feed explains.
package struct BookWatch: Sendable {
  /// A book crossed for longer than this is broken.
  package static let crossedLimit = TimeSpan.seconds(1)

  private var crossed = UnbrokenRun()

  /// Nothing seen.
  package init() {}

  /// Whether a snapshot should be requested: the book has been crossed for more than a second.
  package mutating func update(_ state: BookState, at time: Timestamp) -> Bool {
    crossed.update(state == .crossed, at: time)
    return crossed.isOn && crossed.duration(at: time) > Self.crossedLimit
  }
}
