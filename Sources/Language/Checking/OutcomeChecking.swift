// Records, labels and backtests.
import Diagnostics
import Quantities

extension Checker {
  /// The value of a record with the unit it is annotated with.
  func recordValue(_ item: RecordItem) -> Operand {
    var operand = quantity(item.value)
    guard !operand.isInvalid, let unit = item.unit else { return operand }
    if operand.bare != nil, unit.value.dimension.isRatio || unit.value.dimension == .usd {
      let model = Operand(constant(0, unit.value, unit.range))
      let meeting = Meeting(verb: "give", code: "E0311", range: item.value.range)
      operand = adopted(operand, from: model, unit.value, meeting) ?? operand
    }
    guard operand.dimension == unit.value.dimension else {
      let words = operand.dimension?.phrase ?? ""
      var told = problem(
        "E0311", "the record is annotated \(unit.value.text), its value is \(words)",
        at: unit.range)
      told.notes.append(aligned(operand, "the annotation", unit.value.dimension))
      let own = operand.expression.unit?.text ?? "x"
      if Unit(parsing: own) != nil {
        told = told.suggesting(
          Suggestion("annotate what it is: `\(own)`", replacing: unit.range, with: own))
      }
      return fail(told, item.value.range)
    }
    operand.expression = operand.expression.printed(in: unit.value)
    operand.bare = nil
    return operand
  }

  /// Checks a `record`.
  func record(_ item: RecordItem, _ range: SourceRange) {
    noteRule(item.name, .record)
    guard let definition = scope.module.definitions[item.name.value],
      case .record(let own) = definition.kind, own.name.range == item.name.range,
      let operand = checkedValue(definition, usedAt: item.name.range), !operand.isInvalid
    else { return }
    if operand.looksAhead {
      tell(
        problem("E0506", "a record cannot look into the future; only a `label` may",
          at: item.name.range))
      return
    }
    guard let keys = ruleKeys(item.keys, [operand.expression], range) else { return }
    program.records.removeAll { $0.name == item.name.value }
    program.records.append(
      CheckedRecord(
        name: item.name.value, value: operand.expression, keys: keys, range: range,
        source: scope.source))
  }

  /// Checks a `label`; it may look ahead.
  func label(
    _ name: Spelled<String>, _ keys: [Spelled<String>]?, _ value: Expression, _ range: SourceRange
  ) {
    noteRule(name, .label)
    var inner = scope
    inner.allowsNext = true
    let condition = inScope(inner) { self.condition(value) }
    guard !condition.isInvalid, let keys = ruleKeys(keys, [condition.expression], range) else {
      return
    }
    program.labels.append(
      CheckedLabel(
        name: name.value, keys: keys, condition: condition.expression, range: range,
        source: scope.source))
  }

  /// The columns a backtest can report.
  static let reportColumns = [
    "precision", "recall", "lead", "alerts_per_day", "firing", "unknown",
  ]

  /// Checks a `backtest` against the rules of the run; called once all are known.
  func backtest(_ item: BacktestItem, _ range: SourceRange) {
    var isSound = isSound(item.within)
    let alerts = rules.filter { $0.value.kind == .alert }.keys
    let labels = rules.filter { $0.value.kind == .label }.keys
    for (name, names, what) in [(item.alert, alerts, "alert"), (item.label, labels, "label")]
    where !names.contains(name.value) {
      isSound = false
      tell(misspelt("E0605", "there is no \(what) `\(name.value)`", name, names))
    }
    for column in item.report where !Self.reportColumns.contains(column.value) {
      isSound = false
      tell(
        misspelt(
          "E0605", "a backtest has no column `\(column.value)`", column, Self.reportColumns
        ).noting("columns: \(Self.reportColumns.joined(separator: ", "))"))
    }
    guard isSound else { return }
    program.backtests.append(CheckedBacktest(item: item, range: range, source: scope.source))
  }
}

/// What a name of a rule stands for, and where.
struct NotedRule {
  let kind: RuleKind
  let place: String
}

/// The kinds of rule that have a name in a run.
enum RuleKind { case alert, label, record }
