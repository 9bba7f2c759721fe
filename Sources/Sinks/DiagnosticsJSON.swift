// Diagnostics as JSON, for editors.
package import Diagnostics

/// One JSON array of diagnostics: code, severity, message, place, label, notes, suggestions.
///
/// Lines and columns count from one; an edit is a range of UTF-8 byte offsets and its new text.
package func diagnosticsJSON(_ diagnostics: [Diagnostic]) -> String {
  "[" + diagnostics.map(diagnosticObject).joined(separator: ",\n") + "]"
}

private func diagnosticObject(_ one: Diagnostic) -> String {
  var members: [(name: String, value: String)] = [
    ("code", jsonString(one.code)), ("severity", jsonString(one.severity.rawValue)),
    ("message", jsonString(one.message)),
  ]
  members += placeMembers(one.place)
  members.append(("label", jsonString(one.label)))
  members.append(("notes", jsonArray(one.notes.map { jsonString($0) })))
  members.append(("suggestions", jsonArray(one.suggestions.map(suggestionObject))))
  return jsonObject(members)
}

private func placeMembers(_ place: Place) -> [(name: String, value: String)] {
  switch place {
  case .source(let source, let range):
    let start = source.position(at: range.lower)
    let end = source.position(at: range.upper)
    return [
      ("file", jsonString(source.name)), ("line", "\(start.line)"), ("column", "\(start.column)"),
      ("endLine", "\(end.line)"), ("endColumn", "\(end.column)"),
    ]
  case .file(let path, let line, let column):
    return [
      ("file", jsonString(path)), ("line", line.map(String.init) ?? "null"),
      ("column", column.map(String.init) ?? "null"), ("endLine", "null"), ("endColumn", "null"),
    ]
  case .run:
    return [
      ("file", "null"), ("line", "null"), ("column", "null"), ("endLine", "null"),
      ("endColumn", "null"),
    ]
  }
}

private func suggestionObject(_ suggestion: Suggestion) -> String {
  let edit = suggestion.edit.map { edit in
    jsonObject([
      ("start", "\(edit.range.lower)"), ("end", "\(edit.range.upper)"),
      ("text", jsonString(edit.text)),
    ])
  }
  return jsonObject([("message", jsonString(suggestion.message)), ("edit", edit ?? "null")])
}
