// Brackets and braces after a value: windows, looks back, age limits, fixed labels.
import Columns
import Diagnostics
import Functions
import Quantities

/// The brackets of one value, sorted by what they say.
private struct Brackets {
  var width: Spelled<TimeSpan>?
  var ago: Spelled<TimeSpan>?
  var age: Spelled<TimeSpan>?
  var coverage: Spelled<Double>?
  var next: Spelled<TimeSpan>?
}

extension Checker {
  /// `x[5m, 1d ago, age <= 2h, coverage 100%]`.
  func qualified(_ inner: Expression, _ qualifiers: [Qualifier], _ range: SourceRange) -> Operand {
    var operand = raw(inner)
    guard let brackets = sorted(qualifiers), spansAreSound(brackets) else { return invalid(range) }
    if operand.isInvalid { return invalid(range) }
    guard operand.window == nil else {
      return fail(
        problem("E0505", "`\(operand.expression.text)` already has a window; put both qualifiers"
          + " in one pair of brackets, or take a statistic first", at: range), range)
    }
    if let age = brackets.age {
      guard let limited = limited(operand, age) else { return invalid(range) }
      operand = limited
    }
    operand = operand.relocated(to: range, in: scope.source)
    if let next = brackets.next { return lookingAhead(operand, next, brackets, range) }
    if let width = brackets.width {
      operand.window = PendingWindow(
        width: width.value, shift: brackets.ago?.value ?? .zero,
        coverage: brackets.coverage?.value ?? 0.8)
      return operand
    }
    if let coverage = brackets.coverage {
      return fail(
        problem("E0505", "`coverage` belongs to a window; give its width, as in"
          + " `[1h, coverage 100%]`", at: coverage.range), range)
    }
    guard let ago = brackets.ago else { return operand }
    operand = settled(operand)
    guard !operand.isInvalid else { return invalid(range) }
    return built(
      CheckedExpression(
        .past(operand.expression, ago.value), type: operand.expression.type,
        unit: operand.expression.unit, keys: operand.keys, range: range, source: scope.source),
      from: [operand])
  }

  private func sorted(_ qualifiers: [Qualifier]) -> Brackets? {
    var brackets = Brackets()
    var isSound = true
    func set<Value>(
      _ slot: WritableKeyPath<Brackets, Spelled<Value>?>, _ new: Spelled<Value>, _ what: String
    ) {
      if brackets[keyPath: slot] != nil {
        tell(problem("E0505", "the brackets already have \(what)", at: new.range))
        isSound = false
      }
      brackets[keyPath: slot] = new
    }
    for qualifier in qualifiers {
      switch qualifier {
      case .width(let span): set(\.width, span, "a width")
      case .ago(let span): set(\.ago, span, "a shift")
      case .age(let span): set(\.age, span, "an age limit")
      case .coverage(let share): set(\.coverage, share, "a coverage")
      case .next(let span): set(\.next, span, "a look ahead")
      }
    }
    return isSound ? brackets : nil
  }

  private func spansAreSound(_ brackets: Brackets) -> Bool {
    let spans = [brackets.width, brackets.ago, brackets.age, brackets.next].compactMap { $0 }
    var isSound = spans.allSatisfy(isSound)
    if let share = brackets.coverage, !(share.value > 0 && share.value <= 1) {
      tell(
        problem("E0510", "coverage is a share of the ticks, above 0% and at most 100%",
          at: share.range))
      isSound = false
    }
    return isSound
  }

  /// Whether a span is above zero and within bounds; tells where it is not.
  func isSound(_ span: Spelled<TimeSpan>) -> Bool {
    guard span.value > .zero else {
      tell(problem("E0510", "the span must be above zero", at: span.range))
      return false
    }
    guard span.value <= Self.spanLimit else {
      tell(
        problem("E0510", "a span is at most \(Self.spanLimit) (10 years)", at: span.range))
      return false
    }
    return true
  }

  /// `oi[age <= 2h]`: still the stored series, with another limit.
  private func limited(_ operand: Operand, _ age: Spelled<TimeSpan>) -> Operand? {
    guard let reference = operand.series else {
      tell(
        problem("E0508", "`\(operand.expression.text)` is computed; only a stored series has an"
          + " age limit. Put `[age <= \(age.value.literal)]` on the series in it", at: age.range))
      return nil
    }
    if reference.schema.lag > .zero, age.value <= reference.schema.lag {
      tell(
        lint("L011", "`\(reference.schema.name)` is seen \(reference.schema.lag) late, so with a"
          + " limit of \(age.value) it is never known", at: age.range))
    }
    var copy = operand
    copy.expression = operand.expression.reading(
      SeriesReference(
        schema: reference.schema, ageLimit: age.value, selection: reference.selection))
    return copy
  }

  private func lookingAhead(
    _ operand: Operand, _ next: Spelled<TimeSpan>, _ brackets: Brackets, _ range: SourceRange
  ) -> Operand {
    guard brackets.width == nil, brackets.ago == nil else {
      return fail(
        problem("E0505", "`next` stands alone: it is a window of its own", at: next.range), range)
    }
    guard scope.allowsNext else {
      let whole = SourceRange(scope.source.start(of: "next", before: next.range.lower),
        next.range.upper)
      return fail(
        problem("E0506", "`[next \(next.value.literal)]` looks into the future; only a `label`"
          + " may, a rule cannot know it", at: whole
        ).suggesting(
          Suggestion("look back: `[\(next.value.literal)]`", replacing: whole,
            with: next.value.literal)), range)
    }
    var copy = operand
    copy.window = PendingWindow(
      width: next.value, coverage: brackets.coverage?.value ?? 0.8, looksAhead: true)
    return copy
  }

  /// `oi{symbol: BTC}`: the rows of one label; the key is gone from the value.
  func selected(_ inner: Expression, _ pairs: [KeyValue], _ range: SourceRange) -> Operand {
    let operand = raw(inner)
    if operand.isInvalid { return invalid(range) }
    guard let reference = operand.series, operand.window == nil else {
      return fail(
        problem("E0407", "labels are selected on a stored series, and"
          + " `\(operand.expression.text)` is computed; select on the series in it", at: range),
        range)
    }
    var labels = reference.selection.pairs.map { ($0.key, $0.value) }
    var isSound = true
    for pair in pairs {
      let key = pair.key.value
      guard operand.keys.contains(key), !labels.contains(where: { $0.0 == key }) else {
        tell(selectionProblem(pair.key, operand, reference))
        isSound = false
        continue
      }
      labels.append((key, pair.value.value))
    }
    guard isSound else { return invalid(range) }
    var copy = operand.relocated(to: range, in: scope.source)
    copy.expression = copy.expression.reading(
      SeriesReference(
        schema: reference.schema, ageLimit: reference.ageLimit, selection: Labels(labels)))
    return copy
  }

  private func selectionProblem(
    _ key: Spelled<String>, _ operand: Operand, _ reference: SeriesReference
  ) -> Diagnostic {
    let name = reference.schema.name
    guard !reference.selection.keys.contains(key.value) else {
      return problem("E0407", "`\(key.value)` is already fixed on `\(name)`", at: key.range)
    }
    return misspelt(
      "E0407", "`\(name)` has no key `\(key.value)`; it has \(keyPhrase(operand.keys))", key,
      operand.keys)
  }

  /// The window as it would be written.
  func windowText(_ operand: Operand) -> String {
    let text = operand.expression.text
    return text.hasSuffix("]") ? text : "\(text)[\(operand.window?.width.literal ?? "1h")]"
  }
}

extension CheckedExpression {
  /// The same stored series read in another way.
  fileprivate func reading(_ reference: SeriesReference) -> CheckedExpression {
    let fixed = reference.selection.keys
    return CheckedExpression(
      .series(reference), type: type, unit: unit,
      keys: reference.schema.keys.filter { !fixed.contains($0) }, range: range, source: source)
  }
}
