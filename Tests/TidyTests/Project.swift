// The files of the project, found from where this test lies.

import Foundation

/// The texts the checks read.
enum Project {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// All Swift files of the sources and tests, in order of their paths.
  static let swiftFiles: [SwiftFile] = (files(under: "Sources") + files(under: "Tests"))
    .filter { $0.hasSuffix(".swift") }
    .map { SwiftFile(path: $0, text: text(of: $0)) }

  static let manifest = SwiftFile(path: "Package.swift", text: text(of: "Package.swift"))

  /// Everything people write, code or not.
  static let writtenFiles: [String] = {
    let endings = [".swift", ".md", ".brink", ".sh", ".py", ".yml", ".yaml", ".c", ".h", ".test"]
    let folders = ["Sources", "Tests", "Rules", "Samples", "Benchmarks", "Fuzz", ".ci"]
    let nested = folders.flatMap(files(under:)).filter { path in
      endings.contains { path.hasSuffix($0) }
    }
    let top = ["README.md", "CHANGELOG.md", "Makefile", "Package.swift"]
    return nested + top.filter(exists)
  }()

  /// Paths of files in a folder of the project, relative to its root; build folders aside.
  static func files(under folder: String) -> [String] {
    let all = FileManager.default.enumerator(atPath: location(folder).path)
    let paths = (all?.allObjects as? [String]) ?? []
    return paths.filter { !$0.split(separator: "/").contains { $0.hasPrefix(".build") } }
      .map { "\(folder)/\($0)" }.sorted()
  }

  static func text(of path: String) -> String {
    (try? String(contentsOf: location(path), encoding: .utf8)) ?? ""
  }

  static func lines(of path: String) -> [String] {
    text(of: path).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: location(path).path)
  }

  /// The pages about the project.
  static let documents: [Document] = writtenFiles.filter { $0.hasSuffix(".md") }.map {
    Document(path: $0, lines: lines(of: $0))
  }

  private static func location(_ path: String) -> URL { root.appendingPathComponent(path) }
}
