// What is known of a series besides its samples: kind, unit, keys, cadence, age limit, lag.
package import Quantities

/// How a series behaves between its samples.
package enum SeriesKind: String, Sendable, CaseIterable {
  /// A step function: holds its last value until it is stale.
  case gauge
  /// Things that happen; summed over windows, meaningless at a moment.
  case event
  /// Ever-growing; a fall is a reset to zero.
  case counter
}

/// Who said what a series is, strongest first.
package enum SchemaOrigin: String, Sendable, Comparable {
  /// A `series` item of a rule file, or a sidecar schema.
  case declared
  /// A recognised data format.
  case format
  /// The catalogue of standard series.
  case catalogue
  /// Nobody: a column of a plain table whose name is unknown.
  case assumed

  private var rank: Int {
    switch self {
    case .declared: 0
    case .format: 1
    case .catalogue: 2
    case .assumed: 3
    }
  }
  package static func < (a: SchemaOrigin, b: SchemaOrigin) -> Bool { a.rank < b.rank }
}

/// The declaration of one named series.
package struct SeriesSchema: Hashable, Sendable {
  package var name: String
  package var kind: SeriesKind
  /// The unit its values are written in; stored values are in base units.
  package var unit: Unit
  /// The label keys it carries, sorted.
  package var keys: [String]
  /// The usual time between two samples.
  package var every: TimeSpan
  /// The greatest age at which a value is still known.
  package var stale: TimeSpan
  /// How much later than its event time a row is seen.
  package var lag: TimeSpan
  package var origin: SchemaOrigin
  /// False where nobody named the keys, so that any table's label columns become them.
  package var hasFixedKeys: Bool

  package init(
    name: String, kind: SeriesKind = .gauge, unit: Unit, keys: [String],
    every: TimeSpan = .minutes(1), stale: TimeSpan? = nil, lag: TimeSpan = .zero,
    origin: SchemaOrigin = .declared, hasFixedKeys: Bool = true
  ) {
    self.name = name
    self.kind = kind
    self.unit = unit
    self.keys = keys.sorted()
    self.every = every
    self.stale = stale ?? every * 3
    self.lag = lag
    self.origin = origin
    self.hasFixedKeys = hasFixedKeys
  }
}
