// The one factor that would make two quantities fit, offered as an edit where it is one.
import Columns
import Diagnostics
import Quantities

extension Checker {
  /// The diagnostic with the one factor that would make an operand fit.
  func remedied(
    _ diagnostic: Diagnostic, _ operand: Operand, to wanted: Dimension, or other: Operand? = nil
  ) -> Diagnostic {
    if let other, operand.literal != nil, let dimension = operand.dimension,
      let text = otherOperator(other, dimension)
    {
      return diagnostic.suggesting(text)
    }
    if let text = remedy(operand, to: wanted) { return diagnostic.suggesting(text) }
    if let other, let dimension = operand.dimension, let text = remedy(other, to: dimension) {
      return diagnostic.suggesting(text)
    }
    guard let dimension = operand.dimension else { return diagnostic }
    let factor = wanted / dimension
    guard let other else {
      return factor.factors.contains { $0.exponent > 0 }
        ? diagnostic.noting(lacking(operand, factor))
        : diagnostic.noting(
          "`\(operand.expression.text)` has the factor \((dimension / wanted).words) too many")
    }
    guard factor.factors.allSatisfy({ $0.exponent < 0 }) else {
      return diagnostic.noting(lacking(operand, factor))
    }
    return diagnostic.noting(lacking(other, dimension / wanted))
  }

  /// The factor an operand lacks, with a series that is one where there is one.
  private func lacking(_ operand: Operand, _ factor: Dimension) -> String {
    let text = operand.expression.text
    let amounts = knownSchemas.filter { $0.unit.dimension == factor && $0.kind == .gauge }
    let example = amounts.first { $0.name.contains("reserve") } ?? amounts.first
    let how = example.map { ", as in `\(grouped(operand.expression)) * \($0.name)`" } ?? ""
    return "`\(text)` lacks the factor \(factor.words)\(how)"
  }

  private func remedy(_ operand: Operand, to wanted: Dimension) -> Suggestion? {
    guard let dimension = operand.dimension else { return nil }
    let factor = wanted / dimension
    let expression = operand.expression
    let text = grouped(expression)
    func replacing(_ words: String, _ fix: String) -> Suggestion {
      Suggestion("\(words): `\(fix)`", replacing: expression.range, with: fix)
    }
    if let fix = unitOfParameter(operand, wanted) { return fix }
    if let fix = shareOf(operand, wanted) ?? otherOperator(operand, wanted) { return fix }
    if factor == .ratio / .coin, dimension == .usd, operand.literal != nil {
      return replacing("write it as a price", expression.text + "/coin")
    }
    if factor == .price, hasPrice {
      if let series = operand.series, knows(series.schema.name + "_usd", as: wanted) {
        return replacing("use the series in USD", series.schema.name + "_usd")
      }
      return replacing("multiply by a price", "\(text) * \(priceName(for: operand))")
    }
    if factor == .ratio / .price, hasPrice {
      return replacing("divide by a price", "\(text) / \(priceName(for: operand))")
    }
    if factor == .time, operand.literal == nil {
      return replacing("multiply by a time", "\(text) * 1h")
    }
    if factor == .ratio / .time {
      if operand.literal != nil { return replacing("write a period", expression.text + "/h") }
      if operand.series != nil {
        return replacing("take its rate of change", "rate(\(text)[5m])")
      }
      return replacing("divide by a time", "\(text) / 1h")
    }
    return nil
  }

  /// `param limit = 5M` where an amount is wanted: the parameter has no unit.
  private func unitOfParameter(_ operand: Operand, _ wanted: Dimension) -> Suggestion? {
    guard case .parameter(let parameter) = operand.expression.kind, parameter.unit.text == "x",
      let definition = scope.module.definitions[parameter.name],
      case .parameter(let item) = definition.kind
    else { return nil }
    let value = definition.source.oneLine(item.value.range)
    let unit = Unit.base(of: wanted)
    let fix = unit.touchesNumber ? value + unit.text : "\(value) \(unit.text)"
    return Suggestion(
      "give the parameter its unit: `param \(parameter.name) = \(fix)` (\(definition.place))")
  }

  /// `90%` where an amount is wanted: a share of something.
  private func shareOf(_ operand: Operand, _ wanted: Dimension) -> Suggestion? {
    guard let unit = operand.literal?.unit?.value, unit.dimension.isRatio,
      wanted == .usd || wanted == .coin || wanted == .contract
    else { return nil }
    if operand.constant == 0 {
      let zero = "0 \(wanted.description)"
      return Suggestion("write `\(zero)`", replacing: operand.expression.range, with: zero)
    }
    let amounts = knownSchemas.filter { $0.unit.dimension == wanted && $0.kind == .gauge }
    let whole = amounts.first { $0.name.contains("reserve") } ?? amounts.first
    let text = operand.expression.text
    return Suggestion("\(text) of what? as in `\(text) * \(whole?.name ?? "x")`")
  }

  /// A product that should be a quotient, or a factor that should not be there.
  func otherOperator(_ operand: Operand, _ wanted: Dimension) -> Suggestion? {
    let expression = operand.expression
    guard expression.name == nil, expression.source === scope.source,
      case .arithmetic(let sign, let a, let b) = expression.kind,
      case .quantity(let x) = a.type, case .quantity(let y) = b.type,
      !expression.mentionsArguments
    else { return nil }
    func replacing(_ words: String, _ fix: String) -> Suggestion {
      Suggestion("\(words): `\(fix)`", replacing: expression.range, with: fix)
    }
    let left = grouped(a)
    let right = grouped(b)
    switch sign {
    case .divide where x * y == wanted: return replacing("multiply instead", "\(left) * \(right)")
    case .multiply where x / y == wanted: return replacing("divide instead", "\(left) / \(right)")
    case .multiply where x == wanted, .divide where x == wanted:
      return replacing("leave `\(b.text)` out", a.text)
    case .multiply where y == wanted: return replacing("leave `\(a.text)` out", b.text)
    default: return nil
    }
  }

  private func knows(_ name: String, as dimension: Dimension) -> Bool {
    let schema = program.schemas[name] ?? Catalogue.series(named: name)
    return schema?.unit.dimension == dimension && schema?.kind != .event
  }

  /// The name of a price that joins with an operand, `mark` where several do.
  func priceName(for operand: Operand) -> String {
    let stored = program.schemas.values.filter {
      $0.unit.dimension == .price && $0.kind == .gauge
        && ($0.keys.allSatisfy(operand.keys.contains) || operand.keys.allSatisfy($0.keys.contains))
    }.map(\.name).sorted()
    return stored.contains("mark") ? "mark" : stored.first ?? "mark"
  }

  /// True where some price can be named: of the data where there is data, else of the catalogue.
  private var hasPrice: Bool {
    context.offered == nil || program.schemas.values.contains { $0.unit.dimension == .price }
  }
}
