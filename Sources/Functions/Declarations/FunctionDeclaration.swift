// One declaration for every built-in function: what `brink reference NAME` prints.

/// What a built-in function takes, gives and means.
package struct FunctionDeclaration: Sendable, Equatable {
  /// The word it is called by.
  package let name: String
  /// Its forms as written: over a window, over keys, of values at one tick.
  package let signatures: [String]
  /// The unit of the result in words.
  package let unit: String
  /// One sentence.
  package let summary: String
  /// How it is computed.
  package let formula: String
  /// What happens at the edges: empty, single, out of domain.
  package let edges: [String]
  /// A rule or expression that uses it.
  package let example: String
  /// Where the definition comes from.
  package let source: String

  /// All forms on one line.
  package var signature: String { signatures.joined(separator: " · ") }
}

/// All built-in functions.
package enum FunctionCatalogue {
  /// Every declaration, sorted by name.
  package static let all: [FunctionDeclaration] =
    (windowDeclarations + sharedDeclarations + keyDeclarations + scalarDeclarations).sorted {
      $0.name < $1.name
    }

  /// The declaration of that name, or nil.
  package static func function(named name: String) -> FunctionDeclaration? {
    all.first { $0.name == name }
  }
}

extension FunctionDeclaration: CustomStringConvertible {
  /// The page of the reference, several lines.
  package var description: String {
    var lines = signatures
    lines += ["", "  \(summary)", "", "  unit     \(unit)", "  formula  \(formula)"]
    for (index, edge) in edges.enumerated() {
      lines.append("  \(index == 0 ? "edges  " : "       ")  \(edge)")
    }
    lines += ["  example  \(example)", "  source   \(source)"]
    return lines.joined(separator: "\n")
  }
}
