// One bad file per mistake: its drawing is golden, and its remedies mend it.
import Diagnostics
import Foundation
import Language
import Testing

/// The gallery of mistakes under `Tests/ScriptTests/Errors`.
enum ErrorGallery {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("ScriptTests/Errors")

  /// The bad files of a phase, sorted.
  static func files(_ phase: String) -> [URL] {
    let folder = root.appendingPathComponent(phase)
    let found = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    return (found ?? []).filter { $0.pathExtension == "brink" }.sorted { $0.path < $1.path }
  }

  static let syntax = files("lexing") + files("parsing")

  static func parsed(_ file: URL) throws -> SyntaxFile {
    let text = try String(decoding: Data(contentsOf: file), as: UTF8.self)
    return parse(SourceText(name: file.lastPathComponent, text: text))
  }
}

/// The text after the first edit of every mistake, from the last to the first.
func mended(_ file: SyntaxFile) -> String? {
  var bytes = file.source.bytes
  var limit = Int.max
  let edits = file.diagnostics.map { $0.suggestions.first?.edit }
  for edit in edits.reversed() {
    guard let edit else { return nil }
    guard edit.range.upper <= limit else { continue }
    bytes.replaceSubrange(edit.range.lower..<edit.range.upper, with: Array(edit.text.utf8))
    limit = edit.range.lower
  }
  return String(decoding: bytes, as: UTF8.self)
}

@Suite struct ErrorGalleryTests {
  static let isAccepting = ProcessInfo.processInfo.environment["BRINK_ACCEPT"] == "1"

  @Test func galleryIsFound() {
    #expect(ErrorGallery.syntax.count > 20)
  }

  @Test(arguments: ErrorGallery.syntax)
  func drawingIsGolden(file: URL) throws {
    let drawing = try ErrorGallery.parsed(file).diagnostics
      .map { $0.drawing(.plain) }.joined(separator: "\n")
    let golden = file.deletingPathExtension().appendingPathExtension("txt")
    if Self.isAccepting { try Data(drawing.utf8).write(to: golden) }
    let expected = try String(decoding: Data(contentsOf: golden), as: UTF8.self)
    #expect(drawing == expected)
    #expect(drawing.contains("error["))
  }

  /// Checking what the parser made of a mistake finds nothing more to say about it.
  @Test(arguments: ErrorGallery.syntax)
  func checkingAddsNothing(file: URL) throws {
    let syntax = try ErrorGallery.parsed(file)
    let found = check([syntax], in: CheckingContext()).diagnostics.filter(\.isError)
    let added = found.filter { !syntax.diagnostics.map(\.code).contains($0.code) }
    #expect(added.map { $0.drawing(.plain) } == [])
    #expect(found.count == syntax.diagnostics.count)
  }

  @Test(arguments: ErrorGallery.syntax)
  func remedyWorks(file: URL) throws {
    let bad = try ErrorGallery.parsed(file)
    guard var text = mended(bad) else { return }
    for _ in 0..<3 {
      let again = parse(SourceText(name: file.lastPathComponent, text: text))
      guard !again.diagnostics.isEmpty, let next = mended(again) else { break }
      text = next
    }
    #expect(drawings(text) == "", "\(text)")
  }
}
