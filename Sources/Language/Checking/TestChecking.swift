// Rule tests: the series they give, and whether what they expect can be asked at all.
import Columns
import Diagnostics
import Functions
import Quantities

extension Checker {
  /// Checks a `test`; called once all rules are known.
  func test(_ item: TestItem, _ range: SourceRange) {
    var tracks: [String: [Track]] = [:]
    var schemas: [String: SeriesSchema] = [:]
    var isSound = true
    for given in item.givens {
      guard let (schema, track) = track(given) else {
        isSound = false
        continue
      }
      let name = schema.name
      guard tracks[name]?.contains(where: { $0.labels == track.labels }) != true else {
        tell(problem("E0606", "the test already gives `\(name)` with these labels",
          at: given.series.range.union(given.labels.last?.value.range ?? given.series.range)))
        isSound = false
        continue
      }
      schemas[name] = schema
      tracks[name, default: []].append(track)
    }
    for expectation in item.expectations where !isSoundExpectation(expectation) { isSound = false }
    guard isSound else { return }
    let givens = schemas.keys.sorted().compactMap { name in
      schemas[name].map { series($0, tracks[name] ?? []) }
    }
    program.tests.append(
      CheckedTest(
        name: item.name.value, givens: givens, item: item, source: scope.source, range: range))
  }

  private func series(_ schema: SeriesSchema, _ tracks: [Track]) -> Series {
    let times = Set(tracks.flatMap(\.times)).sorted()
    return Series(schema: schema, tracks: tracks, pulse: schema.kind == .event ? times : [])
  }

  // MARK: - Given

  private func track(_ given: GivenSyntax) -> (SeriesSchema, Track)? {
    let name = given.series.value
    let known = given.metric == nil ? givenSchema(name) : nil
    guard let schema = known ?? bookSchema(given) else {
      if given.metric == nil || MetricFunctions.function(named: name) == nil {
        tell(
          misspelt(
            "E0606", "there is no series `\(name)`", given.series, knownSchemas.map(\.name)))
      }
      return nil
    }
    guard isSound(given.every), let labels = labels(given, schema),
      let (times, values) = samples(given, schema)
    else { return nil }
    return (schema, Track(labels: labels, times: times, values: values))
  }

  /// What a series of a test is: as declared, else of the catalogue.
  ///
  /// A test has no data. What the data beside it narrows must not change what the test may say;
  /// only a column that nothing but the data knows is what the data says.
  private func givenSchema(_ name: String) -> SeriesSchema? {
    let declared = declaredAt[name] == nil ? nil : program.schemas[name]
    return declared ?? Catalogue.series(named: name) ?? program.schemas[name]
  }

  /// The labels given, and for keys not named: the asset of the symbol, otherwise `test`.
  private func labels(_ given: GivenSyntax, _ schema: SeriesSchema) -> Labels? {
    var pairs: [(String, String)] = []
    var isSound = true
    for label in given.labels {
      guard schema.keys.contains(label.key.value) else {
        tell(
          misspelt(
            "E0606", "`\(schema.name)` has no key `\(label.key.value)`; it has"
              + " \(keyPhrase(schema.keys))", label.key, schema.keys))
        isSound = false
        continue
      }
      pairs.append((label.key.value, label.value.value))
    }
    guard isSound else { return nil }
    let named = Labels(pairs)
    for key in schema.keys where named[key] == nil {
      let twin = key == "asset" ? named["symbol"] : key == "symbol" ? named["asset"] : nil
      pairs.append((key, twin ?? "test"))
    }
    return Labels(pairs)
  }

  private func samples(_ given: GivenSyntax, _ schema: SeriesSchema) -> ([Int64], [Double])? {
    var times: [Int64] = []
    var values: [Double] = []
    var slot: Int64 = 0
    for point in given.points {
      switch point.kind {
      case .value(let literal, let step):
        guard let value = pointValue(literal, schema, point.range) else { return nil }
        let unit = literal.unit?.value ?? schema.unit
        for index in 0..<point.count {
          let shift = step.map { unit.baseValue(of: $0.value) * Double(index) } ?? 0
          times.append(given.every.value.nanoseconds &* (slot + Int64(index)))
          values.append(value + shift)
        }
      case .gap: break
      case .stale:
        let slots = slot + Int64(point.count) - 1
        let last = times.last ?? 0
        let age = TimeSpan(nanoseconds: given.every.value.nanoseconds &* slots &- last)
        if let told = staleProblem(age, schema, given.every.value, point) {
          tell(told)
          return nil
        }
      }
      slot += Int64(point.count)
    }
    return (times, values)
  }

  private func pointValue(_ literal: NumberLiteral, _ schema: SeriesSchema, _ range: SourceRange)
    -> Double?
  {
    let unit = literal.unit?.value ?? schema.unit
    guard unit.dimension == schema.unit.dimension else {
      let told = problem(
        "E0606", "`\(scope.source.oneLine(range))` is \(unit.dimension.phrase),"
          + " `\(schema.name)` is \(schema.unit.dimension.phrase)", at: range)
      let place = literal.unit.map { SourceRange(range.lower, $0.range.upper) }
      if unit.text == "m", literal.magnitude == nil, let place {
        tell(
          told.suggesting(
            Suggestion(
              "for millions write `\(literal.digits)M`", replacing: place,
              with: literal.digits + "M")))
      } else {
        tell(told)
      }
      return nil
    }
    let value = unit.baseValue(ofDecimal: literal.digits, extraShift: literal.shift)
    guard let value, value.isFinite else {
      tell(problem("E0606", "the number is beyond the range of numbers", at: range))
      return nil
    }
    return value
  }

  /// `stale` is a gap that must be long enough for the value to be stale at its end.
  private func staleProblem(
    _ age: TimeSpan, _ schema: SeriesSchema, _ every: TimeSpan, _ point: PointSyntax
  ) -> Diagnostic? {
    guard age <= schema.stale else { return nil }
    let missing = (schema.stale - age).nanoseconds / max(1, every.nanoseconds) + 1
    let fix = "stale x\(Int64(point.count) + missing)"
    return problem(
      "E0606", "here `\(schema.name)` is only \(age) old and it is stale after \(schema.stale)",
      at: point.range
    ).suggesting(Suggestion("write `\(fix)`", replacing: point.range, with: fix))
  }

  // MARK: - Expect

  private func isSoundExpectation(_ expectation: ExpectSyntax) -> Bool {
    switch expectation.kind {
    case .error(let code): return isKnownCode(code)
    case .outcome(let rule, _, _, _), .message(let rule, _, _):
      let names = rules.filter { $0.value.kind == .alert }.keys
      guard names.contains(rule.value) else {
        tell(misspelt("E0606", "there is no alert `\(rule.value)`", rule, names))
        return false
      }
      return true
    }
  }

  private func isKnownCode(_ code: Spelled<String>) -> Bool {
    let known = checkingCodes.map(\.code) + SyntaxCode.allCases.map(\.rawValue)
    guard !known.contains(code.value) else { return true }
    tell(misspelt("E0606", "there is no error code `\(code.value)`", code, known))
    return false
  }
}
