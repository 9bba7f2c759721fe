// libedit's edit buffer as Unicode scalars: reading it, and the few changes we make ourselves.
import CLibedit
import CTerminal

/// A view of the line being edited. Offsets count Unicode scalars, as libedit does.
struct EditBuffer {
  let editor: OpaquePointer

  var scalars: [Unicode.Scalar] {
    guard let line = lazy_el_wline(editor)?.pointee, let start = line.buffer,
      let end = line.lastchar
    else { return [] }
    let characters = UnsafeBufferPointer(start: start, count: max(0, end - start))
    return characters.map { Unicode.Scalar(UInt32(bitPattern: $0)) ?? "\u{FFFD}" }
  }

  var text: String { String(String.UnicodeScalarView(scalars)) }

  var cursor: Int {
    guard let line = lazy_el_wline(editor)?.pointee, let start = line.buffer, let at = line.cursor
    else { return 0 }
    return max(0, at - start)
  }

  func move(to offset: Int) {
    lazy_el_cursor(editor, Int32(clamping: offset - cursor))
  }

  func insert(_ text: String) {
    var characters = text.unicodeScalars.map { wchar_t(bitPattern: $0.value) }
    guard !characters.isEmpty else { return }
    characters.append(0)
    lazy_el_winsertstr(editor, characters)
  }

  func deleteBackward(_ count: Int) {
    if count > 0 { lazy_el_deletestr(editor, Int32(clamping: count)) }
  }

  func replaceAll(with text: String, cursor offset: Int? = nil) {
    let length = scalars.count
    move(to: length)
    deleteBackward(length)
    insert(text)
    if let offset { move(to: offset) }
  }
}
