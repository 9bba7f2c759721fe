// The few styles the shell uses, from the sixteen colours that read on light and dark grounds.

/// A way of writing a stretch of text.
package enum Style: String, Sendable, CaseIterable {
  case plain, keyword, number, string, comment, function, series, command, error, warning, prompt
  case strong, dim

  /// The parameters of its SGR sequence; empty for plain text.
  var parameters: String {
    switch self {
    case .plain: ""
    case .keyword: "35"
    case .number: "36"
    case .string: "32"
    case .comment, .dim: "2"
    case .function: "34"
    case .series: "1"
    case .command: "34"
    case .error: "1;31"
    case .warning: "33"
    case .prompt: "1;32"
    case .strong: "1"
    }
  }

  /// The text in this style, or as it is where colour is off.
  func paint(_ text: String, when usesColor: Bool) -> String {
    guard usesColor, !parameters.isEmpty, !text.isEmpty else { return text }
    return "\u{1B}[\(parameters)m\(text)\u{1B}[0m"
  }
}

/// A stretch of text, in Unicode scalars from its start, and the style it takes.
package struct StyledSpan: Equatable, Sendable {
  package var range: Range<Int>
  package var style: Style

  package init(_ range: Range<Int>, _ style: Style) {
    self.range = range
    self.style = style
  }
}
