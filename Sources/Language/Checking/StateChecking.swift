// Values that are one of some states, such as `book_state`: compared with words, never counted.
import Diagnostics
import Functions
import Quantities

extension Checker {
  /// The word an expression could be for a state: a text, a name that some metric says, or one
  /// that means nothing else.
  func stateWord(_ expression: Expression) -> String? {
    switch expression.kind {
    case .string(let text): text
    case .name(let name):
      MetricFunctions.stateWords.contains(name) || !isKnown(name) ? name : nil
    default: nil
    }
  }

  private func isKnown(_ name: String) -> Bool {
    isValue(name) || knownKeys.contains(name) || FunctionNames.isBuiltIn(name)
      || MetricFunctions.function(named: name) != nil || BookMetrics.shortForm(name) != nil
      || standard(name) != nil
  }

  /// `book_state == crossed`; nil where the other side has no states.
  func stateTest(
    _ operand: Operand, _ relation: Spelled<Relation>, _ word: Spelled<String>,
    _ range: SourceRange
  ) -> Operand? {
    guard operand.expression.states != nil else { return nil }
    guard relation.value == .equal || relation.value == .notEqual else {
      return fail(
        problem("E0307", "states have no order: `\(operand.expression.text)` is tested with `==`,"
          + " `!=` or `in`, not `\(relation.value.rawValue)`", at: relation.range), range)
    }
    return state(operand, relation.value, word, range)
  }

  /// `book_state in {crossed, empty}`; nil where it is no state.
  func stateMembership(
    _ expression: Expression, _ among: [Spelled<String>], _ range: SourceRange
  ) -> Operand? {
    switch expression.kind {
    case .call: break
    case .name(let name): guard isKnown(name) else { return nil }
    default: return nil
    }
    let operand = value(expression)
    if operand.isInvalid { return operand }
    guard operand.expression.states != nil else { return nil }
    if among.isEmpty { return invalid(range) }
    var any: Operand?
    for word in among {
      let one = state(operand, .equal, word, range)
      if one.isInvalid { return one }
      any = any.map { truth($0, one, range) { .or($0, $1) } } ?? one
    }
    return any
  }

  private func state(
    _ operand: Operand, _ relation: Relation, _ word: Spelled<String>, _ range: SourceRange
  ) -> Operand {
    let words = operand.expression.states ?? []
    guard let place = words.firstIndex(of: word.value) else {
      let text = operand.expression.text
      return fail(
        misspelt("E0310", "`\(text)` is never `\(word.value)`; it is one of"
          + " \(words.joined(separator: ", "))", word, words), range)
    }
    let constant = CheckedExpression(
      .constant(Double(place)), type: operand.expression.type, unit: operand.expression.unit,
      keys: [], range: word.range, source: scope.source)
    return built(
      CheckedExpression(
        .compare(relation, operand.expression, constant), type: .truth, keys: operand.keys,
        range: range, source: scope.source), from: [operand])
  }

  /// What is said of a state where an amount is needed.
  func stateProblem(_ operand: Operand, _ words: [String]) -> Diagnostic {
    let text = operand.expression.text
    return problem("E0307", "`\(text)` is a state, not an amount; compare it with one, as in"
      + " `\(text) == \(words[0])`", at: operand.expression.range
    ).noting("it is one of \(words.joined(separator: ", "))")
  }
}

extension CheckedExpression {
  /// The words of its states; nil where it is an amount or yes or no.
  var states: [String]? {
    guard let words = unit?.words, !words.isEmpty else { return nil }
    return words
  }
}
