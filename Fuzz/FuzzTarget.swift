// What libFuzzer calls: any bytes at all through lexer, parser, checker, formatter and drawing.
//
// `make fuzz` builds it with the address sanitizer; see run.sh beside it.
import Diagnostics
import Language

/// Runs one input; traps where a property is broken, which is how libFuzzer learns of it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  let bytes = UnsafeBufferPointer(start: data, count: data == nil ? 0 : size)
  examine(String(decoding: bytes, as: UTF8.self))
  return 0
}

/// The seven properties of any text: no trap, no text lost, no place outside the text, a drawing of
/// every mistake, a dump of every item, and a canonical form that stays and means the same.
private func examine(_ text: String) {
  for mode in [ParseMode.file, .interactive] {
    let source = SourceText(name: "fuzz.brink", text: text)
    let file = parse(source, mode: mode)
    var joined: [UInt8] = []
    for token in file.tokens { joined += source.bytes[token.triviaStart..<token.range.upper] }
    require(joined == source.bytes, "text lost")
    var context = CheckingContext()
    context.isInteractive = mode == .interactive
    let program = check([file], in: context)
    for one in file.diagnostics + program.diagnostics { examine(one) }
    for item in file.items { _ = dump(item) }
    if !program.diagnostics.hasErrors { _ = cost(of: program, in: context) }
    if mode == .file { examineForm(of: file) }
  }
  _ = isComplete(text)
}

private func examine(_ diagnostic: Diagnostic) {
  guard case .source(let source, let range) = diagnostic.place else {
    require(false, "\(diagnostic.code) has no place")
    return
  }
  require(
    range.lower >= 0 && range.lower <= range.upper && range.upper <= source.bytes.count,
    "\(diagnostic.code) points outside")
  for edit in diagnostic.suggestions.compactMap(\.edit) {
    require(
      edit.range.lower >= 0 && edit.range.upper <= source.bytes.count,
      "\(diagnostic.code) edits outside")
  }
  _ = diagnostic.drawing(.plain)
}

/// The canonical form parses to the same tree, and formatting it again changes nothing.
private func examineForm(of file: SyntaxFile) {
  guard !file.diagnostics.hasErrors, let canonical = format(file) else { return }
  let again = parse(SourceText(name: "fuzz.brink", text: canonical))
  require(!again.diagnostics.hasErrors, "the canonical form does not parse")
  require(format(again) == canonical, "the canonical form moves")
  require(again.items.map { dump($0) } == file.items.map { dump($0) }, "fmt changes the meaning")
}

private func require(_ holds: Bool, _ message: @autoclosure () -> String) {
  if !holds { fatalError(message()) }
}
