// Which module may import which: the manifest's table against every import line.

/// The rows of the manifest: what each target may import.
struct ImportTable {
  private(set) var allowed: [String: Set<String>] = [:]

  /// What comes with the toolchain, and belongs to no module of ours.
  static let toolchain: Set<String> = [
    "Darwin", "Dispatch", "Foundation", "FoundationEssentials", "FoundationNetworking", "Glibc",
    "Musl", "Synchronization", "Testing",
  ]

  /// Products of packages we depend on.
  static let outsiders: Set<String> = ["ArgumentParser", "swift-argument-parser"]

  init(manifest: SwiftFile) {
    read("importTable", of: manifest)
    read("testTable", of: manifest)
    readExecutable(of: manifest)
  }

  /// Reads `let name … = [("Module", ["Import", …]), …]`.
  private mutating func read(_ name: String, of manifest: SwiftFile) {
    guard let start = manifest.code.firstIndex(where: { $0.isCode(name) }) else { return }
    var rest = manifest.code[start...].drop { !$0.isCode("=") }.dropFirst()
    var depth = 0
    var module = ""
    while let token = rest.popFirst() {
      if token.isCode("[") { depth += 1 }
      if token.isCode("]") { depth -= 1 }
      if depth == 0 { return }
      guard token.kind == .string else { continue }
      let text = String(token.text.dropFirst().dropLast())
      if depth == 1 { module = text }
      allowed[module, default: []].formUnion(depth == 2 ? [text] : [])
    }
  }

  /// Reads the strings of `.executableTarget(name: "brink", dependencies: [...])`.
  private mutating func readExecutable(of manifest: SwiftFile) {
    let start = manifest.code.firstIndex { $0.isCode("executableTarget") }
    let rest = manifest.code[(start ?? manifest.code.endIndex)...]
    let strings = rest.prefix { !$0.isCode("swiftSettings") }.filter { $0.kind == .string }
    let names = strings.map { String($0.text.dropFirst().dropLast()) }
    guard let target = names.first else { return }
    allowed[target] = Set(names.dropFirst())
  }

  /// Import lines of a file that its target's row does not name.
  func strayImports(in file: SwiftFile, target: String) -> [Violation] {
    guard let row = allowed[target] else {
      return [file.violation(1, "the manifest's tables have no row `\(target)`")]
    }
    return file.imports.filter { name, _ in
      name != target && !row.contains(name) && !Self.toolchain.contains(name)
    }.map { name, line in
      file.violation(line, "\(target) may not import \(name): the manifest's table has no arrow")
    }
  }
}

extension SwiftFile {
  /// The modules it imports, with their lines.
  var imports: [(module: String, line: Int)] {
    let kinds: Set = ["struct", "enum", "class", "protocol", "func", "var", "let", "typealias"]
    return code.indices.compactMap { index in
      guard code[index].isCode("import"), code[index].isSpacedBefore else { return nil }
      let isFirst = index == 0 || code[index - 1].line < code[index].line
      guard isFirst || code[index - 1].kind == .word else { return nil }
      let names = code[(index + 1)...].prefix(2).drop { kinds.contains($0.text) }
      return names.first.map { ($0.text, code[index].line) }
    }
  }
}
