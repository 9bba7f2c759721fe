// Alerts and halts: their conditions, keys, holds, exceptions, and what their events show.
import Columns
import Diagnostics
import Quantities

extension Checker {
  /// Checks an `alert` or `halt`.
  func alert(_ item: AlertItem, _ range: SourceRange) {
    let name = ruleName(item)
    var levels: [CheckedLevel] = []
    for level in item.levels { levels.append(checkedLevel(level)) }
    let conditions = levels.flatMap { [$0.trigger] + ($0.until.map { [$0] } ?? []) }
    let isWhole = !conditions.isEmpty && !conditions.contains(where: \.isInvalid)
    let keys = isWhole ? ruleKeys(item.keys, conditions, range) : nil
    let exceptions = item.exceptions.compactMap { exception($0, keys) }
    let say = item.template.flatMap { template($0, keys) }
    guard isWhole, let keys else { return }
    if let every = item.every, !isSound(every) { return }
    var alert = CheckedAlert(
      kind: item.isHalt ? .halt : .alert, name: name, keys: keys, levels: levels, range: range,
      source: scope.source)
    alert.every = item.every?.value
    alert.unknown = item.unknown?.value ?? UnknownPolicy()
    alert.severity = item.severity?.value
    alert.say = say
    alert.exceptions = exceptions
    alert.valuesRead = valuesRead(conditions, keys)
    program.alerts.append(alert)
    lint(alert, item)
  }

  // MARK: - Names

  private func ruleName(_ item: AlertItem) -> String {
    guard let name = item.name else {
      let kind = item.isHalt ? "halt" : "alert"
      unnamedRules[kind, default: 0] += 1
      let automatic = "\(kind)_\(unnamedRules[kind] ?? 1)"
      rules[automatic] = NotedRule(
        kind: .alert, place: Place.source(scope.source, item.keyword).text ?? "")
      if !context.isInteractive {
        tell(
          lint("L010", "this \(kind) has no name and is called `\(automatic)`; the number changes"
            + " when rules move, and with it the identity of its alerts", at: item.keyword
          ).suggesting(Suggestion("name it: `\(kind) NAME when …`")))
      }
      return automatic
    }
    noteRule(name, .alert)
    return name.value
  }

  /// Refuses two rules of one name; in the shell the later one replaces the earlier.
  func noteRule(_ name: Spelled<String>, _ kind: RuleKind) {
    let place = Place.source(scope.source, name.range).text ?? ""
    let noted = NotedRule(kind: kind, place: place)
    guard let other = rules.updateValue(noted, forKey: name.value) else { return }
    guard !context.isInteractive else {
      program.alerts.removeAll { $0.name == name.value }
      program.labels.removeAll { $0.name == name.value }
      return
    }
    tell(
      problem("E0601", "there is already a rule `\(name.value)`; the name is the identity of its"
        + " alerts", at: name.range
      ).noting("the other one is at \(other.place)"))
  }

  // MARK: - Levels

  private func checkedLevel(_ syntax: LevelSyntax) -> CheckedLevel {
    var level = CheckedLevel(name: syntax.name?.value, trigger: trigger(syntax.trigger))
    level.hold = hold(syntax.hold)
    if let until = syntax.until { level.until = condition(until).expression }
    level.untilHold = hold(syntax.untilHold)
    level.keep = syntax.keep?.value ?? .zero
    return level
  }

  private func trigger(_ syntax: TriggerSyntax) -> CheckedExpression {
    let first = condition(syntax.when)
    guard let then = syntax.then else { return first.expression }
    let second = condition(then)
    guard let within = syntax.within, isSound(within), !first.isInvalid, !second.isInvalid,
      let keys = joinedKeys(first, second, syntax.range)
    else { return invalid(syntax.range).expression }
    return CheckedExpression(
      .sequence(first.expression, second.expression, within: within.value), type: .truth,
      keys: keys, range: syntax.range, source: scope.source)
  }

  private func hold(_ hold: Spelled<Hold>?) -> Hold? {
    guard let hold else { return nil }
    switch hold.value {
    case .span(let span): return isHoldable(span, hold.range) ? hold.value : nil
    case .count: return hold.value
    case .share(_, let span): return isHoldable(span, hold.range) ? hold.value : nil
    }
  }

  private func isHoldable(_ span: TimeSpan, _ range: SourceRange) -> Bool {
    guard span >= .zero, span <= Self.spanLimit else {
      tell(problem("E0510", "a hold is at most \(Self.spanLimit) long", at: range))
      return false
    }
    return true
  }

  // MARK: - Exceptions

  private func exception(_ syntax: ExceptionSyntax, _ keys: [String]?) -> CheckedException? {
    let condition = self.condition(syntax.condition)
    if let now = context.now, syntax.until.value <= now {
      tell(
        lint("L008", "this exception ended on \(syntax.until.value); it silences nothing any more",
          at: syntax.until.range))
    }
    guard !condition.isInvalid, let keys else { return nil }
    guard covers(keys, condition.expression, "the rule it excepts from") else { return nil }
    return CheckedException(
      condition: condition.expression, until: syntax.until.value, because: syntax.because.value)
  }

  // MARK: - Values

  /// The series and lets that conditions read, each with a value per identity of the rule.
  func valuesRead(_ conditions: [CheckedExpression], _ keys: [String])
    -> [(name: String, value: CheckedExpression)]
  {
    var collector = ValueCollector(keys: keys)
    for condition in conditions { collector.collect(condition, within: nil) }
    return collector.values
  }
}

/// Collects what a condition reads, in source order, without repeats.
private struct ValueCollector {
  let keys: [String]
  var values: [(name: String, value: CheckedExpression)] = []
  /// The labels of the first reading of each series, which goes by its plain name.
  private var selections: [String: Labels] = [:]

  init(keys: [String]) { self.keys = keys }

  mutating func collect(_ expression: CheckedExpression, within outer: CheckedExpression?) {
    let isShown = expression.isQuantity && expression.keys.allSatisfy(keys.contains)
    let nearest = isShown ? expression : outer
    if let name = expression.name, isShown { add(name, expression) }
    if let reference = expression.ownSeries { addSeries(reference, expression, nearest) }
    for part in expression.parts { collect(part, within: nearest) }
  }

  private mutating func addSeries(
    _ reference: SeriesReference, _ expression: CheckedExpression, _ nearest: CheckedExpression?
  ) {
    let own = reference.schema.keys.filter { !reference.selection.keys.contains($0) }
    let isPlain = reference.schema.kind != .event && own.allSatisfy(keys.contains)
    let name = shownName(of: reference)
    if isPlain {
      add(
        name,
        CheckedExpression(
          .series(reference), type: .quantity(reference.schema.unit.dimension),
          unit: reference.schema.unit, keys: own, range: expression.range,
          source: expression.source))
    } else if let nearest {
      add(name, nearest)
    }
  }

  /// The name of the series; with its labels where the name is taken by another selection.
  private mutating func shownName(of reference: SeriesReference) -> String {
    let name = reference.schema.name
    let selection = selections[name] ?? reference.selection
    selections[name] = selection
    return selection == reference.selection ? name : name + reference.selection.description
  }

  private mutating func add(_ name: String, _ value: CheckedExpression) {
    guard !values.contains(where: { $0.name == name }) else { return }
    values.append((name, value))
  }
}

extension CheckedExpression {
  var isInvalid: Bool {
    if case .invalid = kind { return true }
    return false
  }

  var isQuantity: Bool {
    if case .quantity = type { return true }
    return false
  }
}
