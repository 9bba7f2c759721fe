// The names a person may type in a conversation, for completion, colour and "did you mean".
import Columns
import Functions
import Language
import Quantities

/// A name and what it is.
package struct KnownName: Equatable, Sendable {
  /// What a name can be.
  package enum Kind: String, Sendable, CaseIterable {
    case series, definition, parameter, rule, function, key, unit, keyword
  }

  package let name: String
  package let kind: Kind
  /// A unit or a signature: what tells it from its neighbours in a few words.
  package let detail: String

  package init(_ name: String, _ kind: Kind, detail: String = "") {
    self.name = name
    self.kind = kind
    self.detail = detail
  }
}

extension InteractiveSession {
  /// Every name, by kind, then name. The series are those of the open data; the whole catalogue
  /// while none is open.
  package func knownNames() -> [KnownName] {
    var found = Set<String>()
    let all = definedNames() + seriesNames() + functionNames() + keyNames() + unitNames()
    let kept = all.filter { found.insert($0.kind.rawValue + " " + $0.name).inserted }
    let ranks = Dictionary(
      uniqueKeysWithValues: KnownName.Kind.allCases.enumerated().map { ($1, $0) })
    return kept.sorted { (ranks[$0.kind] ?? 0, $0.name) < (ranks[$1.kind] ?? 0, $1.name) }
  }

  private var offered: [SeriesSchema] {
    let schemas = survey().schemas
    return schemas.isEmpty ? Catalogue.all : schemas
  }

  private func seriesNames() -> [KnownName] {
    offered.map { KnownName($0.name, .series, detail: $0.unit.text) }
  }

  private func definedNames() -> [KnownName] {
    items.flatMap { item in
      item.names.map { KnownName($0, item.nameKind, detail: item.nameDetail) }
    }
  }

  private func functionNames() -> [KnownName] {
    FunctionCatalogue.all.map { KnownName($0.name, .function, detail: $0.signature) }
      + MetricFunctions.all.map { metric in
        let isBare = metric.parameters.isEmpty
        return KnownName(
          metric.name, isBare ? .series : .function,
          detail: isBare ? metric.unit.text : metric.signature)
      }
      + StandardLibrary.definitions.map { KnownName($0.name, .definition, detail: "standard") }
  }

  private func keyNames() -> [KnownName] {
    let keys = Set(offered.flatMap(\.keys)).union(["venue", "asset", "symbol"])
    return keys.sorted().map { KnownName($0, .key, detail: "label") }
  }

  private func unitNames() -> [KnownName] {
    UnitAtom.all.map { KnownName($0.name, .unit, detail: "unit") }
  }
}

extension Item {
  /// What the names of an item are names of.
  var nameKind: KnownName.Kind {
    switch kind {
    case .series: .series
    case .param: .parameter
    case .function: .function
    case .alert, .backtest, .test: .rule
    default: .definition
    }
  }

  var nameDetail: String {
    switch kind {
    case .series(let item): item.unit.value.text
    case .function(let item):
      "\(item.name.value)(\(item.parameters.map(\.name.value).joined(separator: ", ")))"
    default: ""
    }
  }
}
