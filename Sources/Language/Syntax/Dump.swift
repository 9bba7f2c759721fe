// The syntax of a file as plain text without places, for tests and for comparing two files.
import Quantities

/// The structure of a file, one item a line; two files that mean the same spelled differently in
/// white space and comments dump alike.
package func dump(_ file: SyntaxFile) -> String {
  var lines = file.version.map { ["(version \($0.value))"] } ?? []
  lines += file.items.map { dump($0) }
  return lines.joined(separator: "\n")
}

/// The structure of one item.
package func dump(_ item: Item) -> String {
  switch item.kind {
  case .importFile(let path, let namespace):
    list("import", [quoted(path.value), namespace?.value])
  case .series(let item): dump(item)
  case .param(let item):
    list(
      "param",
      [item.name.value, item.unit.map { ":" + $0.value.text }, dump(item.value), item.key?.value]
        + item.entries.map { list(quoted($0.key.value), [dump($0.value)]) })
  case .letBinding(let name, let value): list("let", [name.value, dump(value)])
  case .function(let item):
    list(
      "fn",
      [item.name.value]
        + item.parameters.map { list($0.name.value, [$0.unit?.value.text]) } + [dump(item.body)])
  case .record(let item):
    list(
      "record",
      [item.name.value, item.unit.map { ":" + $0.value.text }, keys(item.keys), dump(item.value)])
  case .alert(let item): dump(item)
  case .label(let name, let labelKeys, let value):
    list("label", [name.value, keys(labelKeys), dump(value)])
  case .backtest(let item):
    list(
      "backtest",
      [
        item.alert.value, item.label.value, item.from.map { "from \($0.value)" },
        item.to.map { "to \($0.value)" }, "within \(item.within.value.nanoseconds)",
      ] + item.report.map(\.value))
  case .test(let item):
    list(
      "test",
      [quoted(item.name.value)] + item.givens.map { dump($0) }
        + item.expectations.map { dump($0) })
  case .expression(let value): list("expression", [dump(value)])
  }
}

private func list(_ head: String, _ parts: [String?]) -> String {
  "(" + ([head] + parts.compactMap { $0 }).joined(separator: " ") + ")"
}

private func quoted(_ text: String) -> String {
  "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
}

private func keys(_ keys: [Spelled<String>]?) -> String? {
  keys.map { "by(" + $0.map(\.value).joined(separator: " ") + ")" }
}

private func span(_ name: String, _ span: Spelled<TimeSpan>?) -> String? {
  span.map { "\(name) \($0.value.nanoseconds)" }
}

private func dump(_ item: SeriesItem) -> String {
  list(
    "series",
    [
      item.name.value, item.kind, item.unit.value.text, keys(item.keys),
      span("every", item.every), span("stale", item.stale), span("lag", item.lag),
    ])
}

private func dump(_ item: AlertItem) -> String {
  var parts: [String?] = [
    item.name?.value, item.isBlock ? "block" : nil, keys(item.keys), span("every", item.every),
  ]
  for level in item.levels { parts.append(dump(level)) }
  if let unknown = item.unknown?.value {
    parts.append("(unknown \(unknown.hold.nanoseconds) \(unknown.action.rawValue))")
  }
  if let severity = item.severity { parts.append("severity " + severity.value) }
  if let template = item.template { parts.append(dump(template)) }
  for exception in item.exceptions {
    let reason = quoted(exception.because.value)
    parts.append(list("except", [dump(exception.condition), "\(exception.until.value)", reason]))
  }
  return list(item.isHalt ? "halt" : "alert", parts)
}

private func dump(_ level: LevelSyntax) -> String {
  var parts: [String?] = [level.name?.value, dump(level.trigger.when)]
  if let then = level.trigger.then { parts.append("then " + dump(then)) }
  parts.append(span("within", level.trigger.within))
  if let hold = level.hold { parts.append("for " + dump(hold.value)) }
  if let until = level.until { parts.append("until " + dump(until)) }
  if let hold = level.untilHold { parts.append("for " + dump(hold.value)) }
  parts.append(span("keep", level.keep))
  return list("level", parts)
}

private func dump(_ hold: Hold) -> String {
  switch hold {
  case .span(let span): "\(span.nanoseconds)"
  case .count(let count, let total): "\(count) of \(total)"
  case .share(let share, let span): "\(share) of \(span.nanoseconds)"
  }
}

/// The structure of a message template.
package func dump(_ template: TemplateSyntax) -> String {
  list(
    "say",
    template.parts.map { part in
      switch part {
      case .literal(let text): quoted(text)
      case .interpolation(let value, let format):
        list("print", [dump(value), format.map { quoted($0.value) }])
      }
    })
}

private func dump(_ given: GivenSyntax) -> String {
  let series: String = given.metric.map { dump($0) } ?? given.series.value
  return list(
    "given",
    [series] + given.labels.map { dump($0) }
      + [span("every", given.every)] + given.points.map { dump($0) })
}

private func dump(_ point: PointSyntax) -> String {
  let value =
    switch point.kind {
    case .value(let literal, let step): dump(literal) + (step.map { " step \($0.value)" } ?? "")
    case .gap: "gap"
    case .stale: "stale"
    }
  return list("point", [value, "x\(point.count)"])
}

private func dump(_ expectation: ExpectSyntax) -> String {
  switch expectation.kind {
  case .outcome(let rule, let outcome, let key, let time):
    list("expect", [rule.value, outcome.value, key.map { quoted($0.value) }, span("at", time)])
  case .message(let rule, let text, let time):
    list("expect", [rule.value, "message", quoted(text.value), span("at", time)])
  case .error(let code): list("expect", ["error", code.value])
  }
}

private func dump(_ pair: KeyValue) -> String { "\(pair.key.value):\(quoted(pair.value.value))" }

private func dump(_ literal: NumberLiteral) -> String {
  literal.digits + (literal.magnitude ?? "") + (literal.unit.map { "[\($0.value.text)]" } ?? "")
}

/// The structure of an expression.
package func dump(_ expression: Expression) -> String {
  switch expression.kind {
  case .or(let a, let b): list("or", [dump(a), dump(b)])
  case .and(let a, let b): list("and", [dump(a), dump(b)])
  case .not(let a): list("not", [dump(a)])
  case .comparison(let first, let rest):
    list(
      "compare",
      [dump(first)] + rest.map { $0.relation.value.rawValue + " " + dump($0.operand) })
  case .membership(let a, let values): list("in", [dump(a)] + values.map { quoted($0.value) })
  case .state(let a, let negated, let test):
    list("is", [dump(a), negated ? "not" : nil, test.value.rawValue])
  case .coalesce(let a, let b): list("??", [dump(a), dump(b)])
  case .convert(let a, let unit): list("->", [dump(a), unit.value.text])
  case .binary(let op, let a, let b): list(op.value.rawValue, [dump(a), dump(b)])
  case .negate(let a): list("negate", [dump(a)])
  case .power(let a, let exponent): list("^", [dump(a), "\(exponent.value)"])
  case .qualified(let a, let qualifiers): list("window", [dump(a)] + qualifiers.map { dump($0) })
  case .selected(let a, let labels): list("select", [dump(a)] + labels.map { dump($0) })
  case .over(let a, let keys): list("over", [dump(a)] + keys.map(\.value))
  case .call(let name, let arguments): list("call", [name.value] + arguments.map { dump($0) })
  case .choose(let condition, let then, let otherwise):
    list("if", [dump(condition), dump(then), dump(otherwise)])
  case .parenthesized(let inner): list("group", [dump(inner)])
  case .number(let literal): dump(literal)
  case .string(let text): quoted(text)
  case .name(let name): name
  case .hole: "?"
  case .missing: "(missing)"
  }
}

private func dump(_ qualifier: Qualifier) -> String {
  switch qualifier {
  case .width(let span): "\(span.value.nanoseconds)"
  case .ago(let span): "ago \(span.value.nanoseconds)"
  case .age(let span): "age \(span.value.nanoseconds)"
  case .coverage(let share): "coverage \(share.value)"
  case .next(let span): "next \(span.value.nanoseconds)"
  }
}
