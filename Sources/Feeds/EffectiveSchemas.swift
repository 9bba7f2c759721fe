// Which schema a series has when declarations, formats and several files speak of it.
import Columns
import Diagnostics
import Quantities

/// The effective schema of every series on offer: declared, else format, else catalogue, else
/// assumed; between files of equal rank the longer cadence and age limit. Of files that give a
/// series different keys those count that are most; of equally many, those with the first.
func effectiveSeries(
  _ files: [SurveyedFile], _ declarations: [String: SeriesSchema]
) -> [SurveyedSeries] {
  var ideas: [String: [SeriesIdea]] = [:]
  for (place, file) in files.enumerated() {
    for offer in file.recognition.offers {
      let (schema, why) = laid(declarations[offer.schema.name], over: offer)
      ideas[schema.name, default: []].append(SeriesIdea(place: place, schema: schema, why: why))
    }
  }
  return ideas.keys.sorted().compactMap { name in
    ideas[name].flatMap { settled($0, files) }
  }
}

/// What one file makes of a series.
private struct SeriesIdea {
  let place: Int
  let schema: SeriesSchema
  let why: String
}

/// The ideas of all files as one series.
private func settled(_ ideas: [SeriesIdea], _ files: [SurveyedFile]) -> SurveyedSeries? {
  let counts = Dictionary(grouping: ideas) { $0.schema.keys }.mapValues(\.count)
  let most = counts.values.max() ?? 0
  guard let base = ideas.first(where: { counts[$0.schema.keys] == most }) else { return nil }
  var held = SurveyedSeries(schema: base.schema, why: base.why, files: ideas.map(\.place))
  for idea in ideas where idea.place != base.place {
    let fits = held.join(
      idea.schema, why: idea.why, from: files[idea.place].path, first: files[base.place].path)
    if !fits { held.misfits.insert(idea.place) }
  }
  return held
}

/// A declaration laid over what a file offers.
private func laid(
  _ declared: SeriesSchema?, over offer: SeriesOffer
) -> (schema: SeriesSchema, why: String) {
  guard var schema = declared else { return (offer.schema, offer.why) }
  if !schema.hasFixedKeys { schema.keys = offer.schema.keys }
  return (schema, "declared")
}

extension SurveyedSeries {
  /// Takes another file's idea of the same series in; false where the two do not go together.
  fileprivate mutating func join(
    _ other: SeriesSchema, why otherWhy: String, from path: String, first: String
  ) -> Bool {
    guard other.keys == schema.keys else {
      conflict = conflict ?? keyConflict(other, path, first)
      return false
    }
    if other.unit.dimension != schema.unit.dimension || other.kind != schema.kind {
      let clash = Problem.error(
        "E715", path,
        "`\(schema.name)` is \(schema.kind) \(schema.unit) in \(first), "
          + "\(other.kind) \(other.unit) here: the rows here are not taken")
      conflict = conflict ?? clash
      return false
    }
    tellLag(of: other, path, first)
    let lag = max(schema.lag, other.lag)
    if other.origin < schema.origin {
      schema = other
      why = otherWhy
    } else if other.origin == schema.origin {
      schema.every = max(schema.every, other.every)
      schema.stale = max(schema.stale, other.stale)
    }
    schema.lag = lag
    return true
  }

  /// Says that the longer lag counts for the rows of both files: a series has one.
  private mutating func tellLag(of other: SeriesSchema, _ path: String, _ first: String) {
    guard other.lag != schema.lag else { return }
    let late = max(schema.lag, other.lag)
    let (slow, quick) = other.lag > schema.lag ? (path, first) : (first, path)
    delay = delay ?? Problem.warning(
      "W739", slow,
      "`\(schema.name)` is seen \(late) late here, so its rows in \(quick) are seen as late too"
    ).suggesting(
      Suggestion("load one of them, or declare `series \(schema.name)` with the `lag` you want"))
  }

  private func keyConflict(_ other: SeriesSchema, _ path: String, _ first: String) -> Diagnostic {
    func list(_ keys: [String]) -> String {
      keys.isEmpty ? "no label" : keys.joined(separator: ", ")
    }
    return Problem.error(
      "E714", path,
      "`\(schema.name)` is by \(list(schema.keys)) in \(first), by \(list(other.keys)) here: "
        + "the rows here are not taken"
    ).suggesting(
      Suggestion("load one of them, or pin the missing labels in a schema file beside it"))
  }
}

extension Recognition {
  /// Takes the unit a schema file pins for the only series of a file.
  mutating func pin(_ unit: Unit, _ path: String) {
    guard case .columns(var plan) = reading, plan.values.count == 1, offers.count == 1 else {
      diagnostics.append(
        Problem.warning(
          "W724", path, "its schema file pins a `unit`, which needs a file of one plain series"))
      return
    }
    guard unit.dimension == offers[0].schema.unit.dimension else {
      diagnostics.append(
        Problem.error(
          "E713", path,
          "`\(offers[0].schema.name)` is \(offers[0].schema.unit.dimension.words), its schema file "
            + "says `\(unit)`: \(unit.dimension.words)"))
      return
    }
    plan.values[0].unit = unit
    offers[0].schema.unit = unit
    offers[0].why = "unit \(unit) by its schema file; " + offers[0].why
    reading = .columns(plan)
  }
}
