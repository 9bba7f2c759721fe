// Completes a turn of the fold into an event: values, reasons and words, looked up at its tick.
import Alerting
import Columns
import Evaluation
import Language
import Quantities

/// One value an alert tells: where it is a stored series, the series of one identity.
struct Reading: Sendable {
  let name: String
  let unit: Unit
  var glance: SeriesGlance?
}

/// Tells what an alert saw at a tick.
struct Narrator {
  let inspector: Inspector

  /// The narrator of a rule with a grid of its own.
  func on(_ every: TimeSpan?) -> Narrator {
    every.map { Narrator(inspector: inspector.with(every: $0)) } ?? self
  }

  /// What an alert tells of, its series looked up once for an identity.
  func readings(of alert: CheckedAlert, key: Labels) -> [Reading] {
    alert.valuesRead.map { read in
      var reading = Reading(name: read.name, unit: read.value.unit ?? .ratio)
      if case .series(let reference) = read.value.kind {
        reading.glance = inspector.glance(reference, key: key)
      }
      return reading
    }
  }

  /// The event of a turn, complete; `readings` are those of its alert for the key.
  func transition(
    _ turn: Turn, of alert: CheckedAlert, _ rule: (index: Int, place: String),
    of identity: (key: Labels, readings: [Reading])
  ) -> Transition {
    let key = identity.key
    var out = turn.transition(
      of: alert, ruleIndex: rule.index, key: key, place: rule.place)
    for (index, reading) in identity.readings.enumerated() {
      let seen: (value: Double?, age: TimeSpan?) =
        reading.glance?.seen(at: turn.at)
        ?? (value(of: index, alert, key, at: turn.at), nil)
      out.values.append(
        ReportedValue(name: reading.name, base: seen.value, unit: reading.unit, age: seen.age))
    }
    (out.reasons, out.message) = words(turn, of: alert, key)
    return out
  }

  /// A value an alert tells at a tick that is no stored series, nil where unknown.
  func value(of place: Int, _ alert: CheckedAlert, _ key: Labels, at tick: Timestamp) -> Double? {
    inspector.value(of: alert.valuesRead[place].value, key: key, at: tick)
  }

  /// Why what a turn tells of is unknown, and what its alert says.
  func words(
    _ turn: Turn, of alert: CheckedAlert, _ key: Labels
  ) -> (reasons: [String], message: String?) {
    var reasons = turn.event == .drop ? ["data_gap"] : []
    let conditions = turn.unknownConditions.isEmpty ? [] : alert.conditions
    for index in turn.unknownConditions where conditions.indices.contains(index) {
      let told = inspector.reasons(of: conditions[index], key: key, at: turn.at)
      for reason in told where !reasons.contains(reason) { reasons.append(reason) }
    }
    return (reasons, alert.say.map { message($0, key, turn.at) })
  }

  /// The text of a template; every interpolation has one, known or not.
  func message(_ template: MessageTemplate, _ key: Labels, _ time: Timestamp) -> String {
    var text = ""
    for part in template.parts {
      switch part {
      case .literal(let literal): text += literal
      case .label(let name): text += key[name] ?? "n/a"
      case .value(let expression, let format):
        text += interpolation(expression, format, key, time)
      }
    }
    return text
  }

  private func interpolation(
    _ expression: CheckedExpression, _ format: ValueFormat, _ key: Labels, _ time: Timestamp
  ) -> String {
    if case .truth = expression.type {
      switch inspector.truth(of: expression, key: key, at: time) {
      case .yes: return "true"
      case .no: return "false"
      case .unknown: return unknown(expression, key, time)
      }
    }
    guard let base = inspector.value(of: expression, key: key, at: time) else {
      return unknown(expression, key, time)
    }
    return format.text(base, unit: expression.unit ?? .ratio)
  }

  /// `n/a (stale 31m)`: the first reason without the name of its series and its limit.
  private func unknown(
    _ expression: CheckedExpression, _ key: Labels, _ time: Timestamp
  ) -> String {
    let reasons = inspector.reasons(of: expression, key: key, at: time)
    guard let first = reasons.first else { return "n/a" }
    return "n/a (\(briefReason(first)))"
  }
}

/// A reason without its subject: `stale reserve 31m > 30m` is `stale 31m`, `missing x` `missing`.
func briefReason(_ reason: String) -> String {
  let words = reason.split(separator: " ")
  guard let kind = words.first else { return reason }
  guard kind == "stale" else { return String(kind) }
  let beforeLimit = words.dropFirst().prefix { $0 != ">" }
  let age = beforeLimit.drop { !($0.first?.isNumber ?? false) }
  return ([kind] + age).joined(separator: " ")
}

extension CheckedAlert {
  /// The conditions in the order frames list them.
  var conditions: [CheckedExpression] {
    levels.flatMap { level in [level.trigger] + (level.until.map { [$0] } ?? []) }
      + exceptions.map(\.condition)
  }
}

extension ValueFormat {
  /// The power of ten of the magnitude.
  private var shift: Int {
    switch magnitude {
    case "k": 3
    case "M": 6
    case "B": 9
    default: 0
    }
  }

  /// A value in base units, printed as the template asks: `{cover:.1%}`.
  func text(_ base: Double, unit own: Unit) -> String {
    let unit = unit ?? own
    guard let fractionDigits else { return Quantity(base: base, unit: unit).readable }
    let size = decimalValue("1", shift: shift) ?? 1
    let value = unit.value(ofBase: base) / size
    let number = fixed(value, fractionDigits) + (magnitude ?? "")
    if unit.text == "x" { return number }
    return unit.touchesNumber ? number + unit.text : "\(number) \(unit.text)"
  }
}

/// A number with exactly so many digits after the point, rounded half to even on its shortest
/// decimal.
func fixed(_ value: Double, _ digits: Int) -> String {
  guard value.magnitude < 1e15 else { return shortestDecimal(value) }
  let scaled = decimalValue(value.description, shift: digits) ?? value
  guard scaled.magnitude < 9e15 else { return shortestDecimal(value) }
  let whole = Int(scaled.rounded(.toNearestOrEven))
  let text = padded(whole.magnitude == 0 ? 0 : abs(whole), digits + 1)
  let sign = whole < 0 ? "-" : ""
  guard digits > 0 else { return sign + text }
  return sign + text.dropLast(digits) + "." + text.suffix(digits)
}
