// The rule files that ship parse without a word and are written as `fmt` writes them.
import Diagnostics
import Foundation
import Language
import Testing

@Suite struct ShippedRulesTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Every rule file under a folder of the project, sorted.
  static func files(under folder: String) -> [URL] {
    let walk = FileManager.default.enumerator(
      at: root.appendingPathComponent(folder), includingPropertiesForKeys: nil)
    var found: [URL] = []
    while let file = walk?.nextObject() as? URL {
      if file.pathExtension == "brink" { found.append(file) }
    }
    return found.sorted { $0.path < $1.path }
  }

  static let shipped =
    files(under: "Rules") + files(under: "Samples") + files(under: "Sources/Language/Standard")

  @Test(arguments: shipped)
  func isCanonical(file: URL) throws {
    let text = try String(decoding: Data(contentsOf: file), as: UTF8.self)
    let syntax = parse(SourceText(name: file.lastPathComponent, text: text))
    #expect(syntax.diagnostics.map { $0.drawing(.plain) } == [])
    let canonical = try #require(format(syntax))
    if ProcessInfo.processInfo.environment["BRINK_ACCEPT"] == "1" {
      try Data(canonical.utf8).write(to: file)
    }
    #expect(canonical == text)
  }
}
