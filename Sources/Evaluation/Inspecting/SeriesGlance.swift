// A stored series as events tell of it: its value and its age.
package import Columns
package import Language
import Planning
package import Quantities

/// One stored series for one identity, looked up once and asked at many moments.
package final class SeriesGlance: Sendable {
  private let track: Track?
  private let lag: Int64
  private let limit: TimeSpan

  init(_ track: Track?, _ reference: SeriesReference) {
    self.track = track
    lag = reference.schema.lag.nanoseconds
    limit = reference.ageLimit
  }

  /// The value shown at a moment, nil where unknown, and how old its row is.
  package func seen(at moment: Timestamp) -> (value: Double?, age: TimeSpan?) {
    guard let track else { return (nil, nil) }
    let count = track.count(through: moment.nanoseconds &- lag)
    guard count > 0 else { return (nil, nil) }
    let age = TimeSpan(nanoseconds: moment.nanoseconds &- track.times[count - 1])
    let value = track.values[count - 1]
    return (value.isFinite && age <= limit ? value : nil, age)
  }
}

extension Inspector {
  /// A stored series for an identity.
  package func glance(_ reference: SeriesReference, key: Labels) -> SeriesGlance {
    SeriesGlance(stored.track(reference, key), reference)
  }
}
