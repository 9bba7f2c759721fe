// One file per lint: legal rules, and what is said about them.
import Diagnostics
import Foundation
import Language
import Quantities
import Testing

@Suite struct LintGalleryTests {
  static let gallery = ErrorGallery.files("linting")

  private func drawn(_ text: String, _ name: String) -> [Diagnostic] {
    var context = CheckingContext()
    context.now = Timestamp(parsing: "2026-11-24")
    return check([parse(SourceText(name: name, text: text))], in: context).diagnostics
  }

  @Test(arguments: gallery)
  func drawingIsGolden(file: URL) throws {
    let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    let found = drawn(text, file.lastPathComponent)
    let drawing = found.map { $0.drawing(.plain) }.joined(separator: "\n")
    let golden = file.deletingPathExtension().appendingPathExtension("txt")
    if ErrorGalleryTests.isAccepting { try Data(drawing.utf8).write(to: golden) }
    #expect(drawing == String(decoding: try Data(contentsOf: golden), as: UTF8.self))
    #expect(!found.isEmpty)
    #expect(found.allSatisfy { $0.severity == .lint })
  }

  /// An edit that a lint offers leaves a file without that lint and without errors.
  @Test(arguments: gallery)
  func remedyMends(file: URL) throws {
    let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    for lint in drawn(text, file.lastPathComponent) {
      guard let edit = lint.suggestions.first?.edit else { continue }
      var bytes = Array(text.utf8)
      bytes.replaceSubrange(edit.range.lower..<edit.range.upper, with: Array(edit.text.utf8))
      let left = drawn(String(decoding: bytes, as: UTF8.self), file.lastPathComponent)
      #expect(!left.contains { $0.isError || $0.message == lint.message })
    }
  }
}
