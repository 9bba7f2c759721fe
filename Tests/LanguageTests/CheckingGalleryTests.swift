// One bad file per mistake of meaning: its drawing is golden, and its remedies mend it.
import Diagnostics
import Foundation
import Language
import Testing

@Suite struct CheckingGalleryTests {
  static let gallery = ErrorGallery.files("checking")

  private func errors(in text: String, named name: String) -> [Diagnostic] {
    check([parse(SourceText(name: name, text: text))], in: CheckingContext()).diagnostics
      .filter(\.isError)
  }

  private func text(of file: URL) throws -> String {
    String(decoding: try Data(contentsOf: file), as: UTF8.self)
  }

  @Test func galleryIsFound() {
    let units = Self.gallery.filter { $0.lastPathComponent.hasPrefix("unit_") }
    #expect(units.count >= 25)
    #expect(Self.gallery.count - units.count >= 25)
  }

  @Test(arguments: gallery)
  func drawingIsGolden(file: URL) throws {
    let found = errors(in: try text(of: file), named: file.lastPathComponent)
    let drawing = found.map { $0.drawing(.plain) }.joined(separator: "\n")
    let golden = file.deletingPathExtension().appendingPathExtension("txt")
    if ErrorGalleryTests.isAccepting { try Data(drawing.utf8).write(to: golden) }
    let expected = try String(decoding: Data(contentsOf: golden), as: UTF8.self)
    #expect(drawing == expected)
    #expect(!found.isEmpty)
    #expect(found.allSatisfy { checkingCode($0.code) != nil })
  }

  /// Every edit that is offered first mends its mistake, though it may uncover another.
  @Test(arguments: gallery)
  func remedyMends(file: URL) throws {
    let bad = try text(of: file)
    let found = errors(in: bad, named: file.lastPathComponent)
    for diagnostic in found {
      guard let edit = diagnostic.suggestions.first?.edit else { continue }
      var bytes = Array(bad.utf8)
      bytes.replaceSubrange(edit.range.lower..<edit.range.upper, with: Array(edit.text.utf8))
      let mended = String(decoding: bytes, as: UTF8.self)
      let left = errors(in: mended, named: file.lastPathComponent)
      let again = left.filter { $0.code == diagnostic.code && $0.message == diagnostic.message }
      #expect(again.isEmpty, "\(mended)\n\(left.map { $0.drawing() }.joined())")
    }
  }
}
