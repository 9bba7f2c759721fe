// The library written in the language: names that mean something where nothing else has them.
import Diagnostics

/// The definitions every rule file can use without an import.
package enum StandardLibrary {
  /// Its files, parsed.
  package static let files: [SyntaxFile] = [
    ("positions", PackageResources.positions_brink), ("books", PackageResources.books_brink),
    ("flows", PackageResources.flows_brink), ("index", PackageResources.index_brink),
  ].map { name, bytes in
    parse(
      SourceText(
        name: "standard/\(name).brink", text: String(decoding: bytes, as: UTF8.self),
        origin: .program))
  }

  /// Every name it defines, sorted, with the text of its definition.
  package static let definitions: [(name: String, text: String)] =
    files.flatMap { file in
      file.items.compactMap { item in
        item.kind.definedName.map { ($0, file.source.slice(item.range)) }
      }
    }.sorted { $0.0 < $1.0 }

  /// The text of a definition, or nil.
  package static func text(of name: String) -> String? {
    definitions.first { $0.name == name }?.text
  }

  /// The names alone.
  static let names = Set(definitions.map(\.name))
}

extension Item.Kind {
  /// The name of a let or function.
  fileprivate var definedName: String? {
    switch self {
    case .letBinding(let name, _): name.value
    case .function(let function): function.name.value
    default: nil
    }
  }
}

extension Checker {
  /// What a name means in the standard library, or nil; read only when first asked for.
  func standard(_ name: String) -> Definition? {
    guard StandardLibrary.names.contains(name) else { return nil }
    if standardModule == nil {
      let module = Module()
      standardModule = module
      for file in StandardLibrary.files { load(into: module, file) }
      module.isLoading = false
    }
    return standardModule?.definitions[name]
  }
}
