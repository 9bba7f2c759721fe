// Messages: each interpolation is an expression of the rule, checked before anything runs.
import Diagnostics
import Quantities

extension Checker {
  /// The template of a `say`; nil after an error.
  func template(_ syntax: TemplateSyntax, _ keys: [String]?) -> MessageTemplate? {
    var isSound = true
    var parts: [MessageTemplate.Part] = []
    for part in syntax.parts {
      switch part {
      case .literal(let text): parts.append(.literal(text))
      case .interpolation(let expression, let format):
        guard let part = interpolation(expression, format, keys) else {
          isSound = false
          continue
        }
        parts.append(part)
      }
    }
    return isSound ? MessageTemplate(parts: parts) : nil
  }

  private func interpolation(
    _ expression: Expression, _ format: Spelled<String>?, _ keys: [String]?
  ) -> MessageTemplate.Part? {
    if case .name(let name) = expression.kind, isKey(name) || (keys ?? []).contains(name),
      !isValue(name)
    {
      guard let keys else { return nil }
      guard keys.contains(name) else {
        tell(
          problem("E0407", "the rule has no key `\(name)` to show; it has \(keyPhrase(keys))",
            at: expression.range))
        return nil
      }
      return .label(name)
    }
    let operand = format == nil ? value(expression) : quantity(expression)
    guard !operand.isInvalid else { return nil }
    if let keys, !covers(keys, operand.expression, "the rule") { return nil }
    guard let format else { return .value(operand.expression, ValueFormat()) }
    return valueFormat(format, operand).map { .value(operand.expression, $0) }
  }

  /// Reads `.1%`, `.0f`, `bps`, `.2 USD`, `.1M`; nil after an error.
  private func valueFormat(_ format: Spelled<String>, _ operand: Operand) -> ValueFormat? {
    var text = Substring(format.value)
    while text.first?.isWhitespace == true { text = text.dropFirst() }
    while text.last?.isWhitespace == true { text = text.dropLast() }
    var result = ValueFormat()
    if text.first == "." {
      let digits = text.dropFirst().prefix { $0.isASCII && $0.isNumber }
      guard let count = Int(digits), count <= 15 else { return formatProblem(format) }
      result.fractionDigits = count
      text = text.dropFirst(digits.count + 1)
      while text.first?.isWhitespace == true { text = text.dropFirst() }
    }
    if let first = text.first, "kMB".contains(first), result.fractionDigits != nil {
      result.magnitude = String(first)
      text = text.dropFirst()
      while text.first?.isWhitespace == true { text = text.dropFirst() }
    }
    if text.isEmpty || text == "f" {
      return result.fractionDigits == nil && text.isEmpty ? formatProblem(format) : result
    }
    guard let unit = Unit(parsing: text) else { return formatProblem(format) }
    guard unit.dimension == operand.dimension else {
      tell(
        problem("E0314", "`\(operand.expression.text)` is \(operand.dimension?.phrase ?? ""); the"
          + " format `\(format.value)` shows \(unit.dimension.phrase)", at: format.range
        ).suggesting(plainFormat(result, format.range)))
      return nil
    }
    result.unit = unit
    return result
  }

  /// The same digits in the value's own unit.
  private func plainFormat(_ result: ValueFormat, _ range: SourceRange) -> Suggestion {
    let fix = ".\(result.fractionDigits ?? 1)\(result.magnitude ?? "f")"
    return Suggestion("in its own unit: `\(fix)`", replacing: range, with: fix)
  }

  private func formatProblem(_ format: Spelled<String>) -> ValueFormat? {
    tell(
      problem("E0607", "`\(format.value)` is no format; formats are `.1%`, `.2f`, `bps`, `.1M USD`:"
        + " digits after the point, a magnitude, a unit", at: format.range))
    return nil
  }
}
