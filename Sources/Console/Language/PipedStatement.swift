// `EXPR | plot bar h=20`: a statement whose result is drawn instead of written.
import Diagnostics

/// A statement with a plot behind a bar.
struct PipedStatement {
  /// What stands before the bar, at its own place.
  let statement: SourceText
  /// `plot` and its arguments, at their own place.
  let plot: CommandCall
  /// Where the bar stands, in Unicode scalars.
  let bar: Int

  /// Nil where no bar is followed by `plot`, outside brackets, strings and comments.
  init?(_ source: SourceText) {
    guard let bar = Self.bar(in: source.text) else { return nil }
    self.bar = bar
    let scalars = Array(source.text.unicodeScalars)
    let blank = scalars[...bar].map { $0 == "\n" ? $0 : " " }
    statement = SourceText(
      name: source.name, text: String(String.UnicodeScalarView(scalars[..<bar])),
      firstLine: source.firstLine)
    plot = CommandCall(
      SourceText(
        name: source.name, text: String(String.UnicodeScalarView(blank + scalars[(bar + 1)...])),
        firstLine: source.firstLine))
  }

  /// Where the bar before `plot` stands, in Unicode scalars.
  static func bar(in text: String) -> Int? {
    let found = lexemes(of: text).filter { $0.kind != .newline && $0.kind != .comment }
    var depth = 0
    for (index, lexeme) in found.enumerated() where lexeme.kind == .sign {
      switch lexeme.text {
      case "(", "[", "{": depth += 1
      case ")", "]", "}": depth = max(0, depth - 1)
      case "|" where depth == 0 && index + 1 < found.count && found[index + 1].text == "plot":
        return lexeme.range.lowerBound
      default: break
      }
    }
    return nil
  }
}
