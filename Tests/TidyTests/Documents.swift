// What the pages say of the tree: every path they name exists, and the table is the manifest's.

/// A page of documentation.
struct Document {
  let path: String
  let lines: [String]

  /// Words in backticks that name a file or folder of the tree, with their lines.
  ///
  /// `Tests/TidyTests`, and `Columns/Series` for what lies in a module; patterns end at their star.
  func namedPaths(modules: Set<String>) -> [(path: String, line: Int)] {
    let folders: Set = ["Sources", "Tests", "Rules", "Samples", "Benchmarks", "Fuzz"]
    return lines.enumerated().flatMap { index, line in
      spans(of: line).compactMap { span -> (path: String, line: Int)? in
        let parts = span.split(separator: "/").map(String.init)
        guard parts.count > 1, !span.contains(" "), let first = parts.first else { return nil }
        let solid = parts.prefix { !$0.contains("*") && !$0.contains("…") }
        if folders.contains(first) { return (solid.joined(separator: "/"), index + 1) }
        guard modules.contains(first) else { return nil }
        return ("Sources/" + solid.joined(separator: "/"), index + 1)
      }
    }
  }

  /// The rows of the table of modules: name and what it may import; nil for "all above".
  var moduleRows: [(module: String, mayImport: Set<String>?, line: Int)] {
    lines.enumerated().compactMap { index, line in
      let cells = line.split(separator: "|").map { $0.trimmed }
      guard line.hasPrefix("|"), cells.count == 3, !cells[0].hasPrefix("-") else { return nil }
      guard cells[0] != "Target" else { return nil }
      if cells[2] == "all above" { return (cells[0], nil, index + 1) }
      let names = cells[2] == "–" ? [] : cells[2].split(separator: ",").map { $0.trimmed }
      return (cells[0], Set(names), index + 1)
    }
  }

  private func spans(of line: String) -> [String] {
    let pieces = line.split(separator: "`", omittingEmptySubsequences: false)
    return pieces.enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }

  /// Named paths that are not there; `exists` looks.
  func deadPaths(modules: Set<String>, exists: (String) -> Bool) -> [Violation] {
    namedPaths(modules: modules).filter { !exists($0.path) && !exists($0.path + ".swift") }.map {
      Violation(path: path, line: $0.line, message: "names `\($0.path)`, which does not exist")
    }
  }

  /// Rows that disagree with the manifest.
  func wrongRows(_ table: ImportTable) -> [Violation] {
    moduleRows.compactMap { module, mayImport, line in
      let row = table.allowed[module]?.subtracting(ImportTable.outsiders)
      guard row == nil || (mayImport != nil && mayImport != row) else { return nil }
      let message = row == nil ? "no module \(module)" : "\(module) imports other modules"
      return Violation(path: path, line: line, message: "\(message) in Package.swift")
    }
  }
}

extension Substring {
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
