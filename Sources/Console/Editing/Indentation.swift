// How far the next row of a block starts from the left.

/// Two spaces for every bracket still open at the end of the text.
func indentation(after text: String) -> String {
  let depth = min(StatementShape(text).openBrackets, 20)
  return String(repeating: "  ", count: depth)
}
