// Which ticks are evaluated: the grid and the ends, each left to the data where nothing is said.
package import Quantities

/// The ticks somebody asked for.
package struct TickChoice: Equatable, Sendable {
  /// The grid of rules without their own; nil for minutes, or for what slow series have.
  package var every: TimeSpan?
  /// The first tick; nil for the first event in the data.
  package var from: Timestamp?
  /// The last tick; nil for the last event in the data.
  package var to: Timestamp?

  package init() {}
}

extension RunRequest {
  /// The grid and the ends it is evaluated at.
  package var ticks: TickChoice {
    get {
      var ticks = TickChoice()
      ticks.every = hasExplicitGrid ? every : nil
      ticks.from = from
      ticks.to = to
      return ticks
    }
    set {
      every = newValue.every ?? .minutes(1)
      hasExplicitGrid = newValue.every != nil
      from = newValue.from
      to = newValue.to
    }
  }
}
