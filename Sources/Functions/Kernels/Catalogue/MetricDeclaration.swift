// The list of metrics the engine computes: what `reference` prints about each.

/// What a metric is called, measured in and computed by.
package struct MetricDeclaration: Sendable, Equatable {
  /// Where a definition comes from.
  package enum Evidence: String, Sendable, CaseIterable {
    /// A published formula.
    case published
    /// A habit of venues or desks.
    case convention
    /// A construction of this project, whose constants must be calibrated.
    case own
  }

  /// The name, as vectors and reports spell it.
  package let name: String
  /// What it is about.
  package let family: String
  /// The unit of its value.
  package let unit: String
  /// Where its definition comes from.
  package let evidence: Evidence
  /// How it is computed, on one line.
  package let formula: String
}

extension MetricDeclaration {
  /// What a rule calls it by, or nil where it is no function of its own.
  package var function: MetricFunction? { MetricFunctions.function(named: name) }

  /// What happens at its edges, and the parameters it starts from.
  package var edges: [String] { MetricCatalogue.edges[name] ?? [] }

  /// Where its definition comes from.
  package var source: String { MetricCatalogue.sources[name] ?? evidence.words }
}

extension MetricDeclaration.Evidence {
  /// The evidence where no publication is named.
  fileprivate var words: String {
    switch self {
    case .published: "published"
    case .convention: "convention of venues and desks"
    case .own: "brink; its constants are to be calibrated"
    }
  }
}

extension MetricDeclaration: CustomStringConvertible {
  /// One entry of the manual, several lines.
  package var description: String {
    var lines = [function?.signature ?? name, ""]
    lines += ["  unit     \(function?.resultText ?? unit)", "  formula  \(formula)"]
    for (index, edge) in edges.enumerated() {
      lines.append("  \(index == 0 ? "edges  " : "       ")  \(edge)")
    }
    if let cost = function?.costWords { lines.append("  cost     \(cost)") }
    if let example = function?.example { lines.append("  example  \(example)") }
    lines += ["  family   \(family)", "  source   \(source)"]
    return lines.joined(separator: "\n")
  }
}

/// Every metric.
package enum MetricCatalogue {
  /// A row of the tables below: name, unit, evidence, formula.
  typealias Row = (String, String, MetricDeclaration.Evidence, String)

  /// Every declaration, sorted by name.
  package static let all: [MetricDeclaration] = families.flatMap { family, rows in
    rows.map { row in
      MetricDeclaration(
        name: row.0, family: family, unit: row.1, evidence: row.2, formula: row.3)
    }
  }.sorted { $0.name < $1.name }

  private static let families: [(String, [Row])] = [
    ("open interest", openInterest), ("order book", books), ("taker flow", flow),
    ("price impact", impact), ("absorption", absorption), ("carry", carry),
    ("crowding and liquidation", liquidation), ("margin", margin), ("breakers", breakers),
    ("options", options), ("inventory", inventory), ("manipulation", manipulation),
    ("index", index), ("evaluation", evaluation),
  ]

  /// The declaration of a name, or nil.
  package static func metric(named name: String) -> MetricDeclaration? {
    all.first { $0.name == name }
  }
}

extension Undefined {
  /// The reason in words, for a person who sees it instead of a value.
  package var explanation: String {
    switch self {
    case .warmup: "not enough history yet"
    case .emptyBook: "neither side of the book has a level"
    case .oneSided: "only one side of the book has levels"
    case .crossed: "the best bid is above the best ask"
    case .stale: "the last observation is older than its limit"
    case .gap: "messages are missing; a snapshot is awaited"
    case .zeroDenominator: "the quantity divided by is zero or missing"
    case .insufficientDepth: "the book holds less than the notional asked for"
    case .degenerate: "the variance it is scaled by is zero"
    case .positiveAutocov: "price changes do not bounce, so they imply no spread"
    case .noLiquidation: "no positive price liquidates the position"
    case .notRecovered: "depth has not come back within the limit"
    case .minTenor: "too close to expiry to annualise"
    case .domain: "an input is outside what is possible"
    case .notSupported: "the feed lacks what this needs"
    }
  }
}
