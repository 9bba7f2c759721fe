// What could stand at the cursor of a statement, judged by the lexemes before it.

/// Completes words of a statement from the names there are.
struct StatementCompleter {
  let names: [CatalogueName]

  func completions(_ text: String, _ cursor: Int) -> Completions {
    let before = String(String.UnicodeScalarView(text.unicodeScalars.prefix(cursor)))
    var found = lexemes(of: before)
    var word = ""
    var start = cursor
    if let last = found.last, last.range.upperBound == cursor {
      switch last.kind {
      case .word:
        word = last.text
        start = last.range.lowerBound
        found.removeLast()
      case .comment: return .none
      case .string where !(last.text.utf8.count > 1 && last.text.hasSuffix("\"")): return .none
      // `5M` and `0.9x` are one word: nothing completes a number.
      case .number: return .none
      default: break
      }
    }
    let candidates = candidates(after: found.filter { $0.kind != .newline && $0.kind != .comment })
    let fitting = candidates.filter { $0.text.hasPrefix(word) }
    return Completions(start: start, candidates: fitting)
  }

  private func candidates(after found: [Lexeme]) -> [Candidate] {
    guard let last = found.last else {
      return words(Vocabulary.items, .keyword) + operands()
    }
    switch (last.kind, last.text) {
    case (.word, "by"), (.word, "over"), (.word, "per"): return named([.key])
    case (.word, "is"): return words(Vocabulary.states, .keyword)
    case (.word, "alert"), (.word, "halt"): return words(["by", "every", "when"], .keyword)
    case (.word, "let"), (.word, "param"), (.word, "fn"), (.word, "record"): return []
    case (.sign, "->"): return named([.unit])
    case (.sign, "{"): return named([.key]) + words(Vocabulary.clauses.sorted(), .keyword)
    case (.sign, ";"): return words(Vocabulary.items, .keyword) + operands()
    case (.sign, "["), (.sign, ","):
      return innermostOpening(found) == "[" ? words(Vocabulary.qualifiers, .keyword) : operands()
    case (.number, _): return named([.unit]) + words(Vocabulary.clauses.sorted(), .keyword)
    case (.sign, ")"), (.sign, "]"), (.sign, "}"): return clauses(in: found)
    case (.word, _) where !Vocabulary.keywords.contains(last.text): return clauses(in: found)
    case (.word, "for"), (.word, "keep"), (.word, "within"): return []
    default: return operands()
    }
  }

  private func clauses(in found: [Lexeme]) -> [Candidate] {
    let isExpression = !Vocabulary.items.contains(found.first?.text ?? "")
    let clauses = isExpression ? ["and", "in", "is", "or", "over"] : Vocabulary.clauses.sorted()
    return words(clauses, .keyword)
  }

  private func innermostOpening(_ found: [Lexeme]) -> String? {
    var closed = 0
    for lexeme in found.reversed() where lexeme.kind == .sign {
      switch lexeme.text {
      case ")", "]", "}": closed += 1
      case "(", "[", "{":
        if closed == 0 { return lexeme.text }
        closed -= 1
      default: break
      }
    }
    return nil
  }

  /// What an operand may be, series first.
  private func operands() -> [Candidate] {
    named([.series]) + named([.definition, .parameter, .rule]) + named([.function])
      + words(["if", "not"], .keyword)
  }

  private func named(_ kinds: [CatalogueName.Kind]) -> [Candidate] {
    names.filter { kinds.contains($0.kind) }.sorted { $0.name < $1.name }.map { name in
      Candidate(
        name.name, suffix: name.kind == .function ? "(" : " ",
        style: name.kind == .function ? .function : name.kind == .series ? .series : .plain)
    }
  }

  private func words(_ words: [String], _ style: Style) -> [Candidate] {
    words.map { Candidate($0, style: style) }
  }

  /// The function whose arguments the end of a text is among.
  func openFunction(_ text: String) -> CatalogueName? {
    let found = lexemes(of: text)
    var closed = 0
    for (index, lexeme) in found.enumerated().reversed() where lexeme.kind == .sign {
      if [")", "]", "}"].contains(lexeme.text) { closed += 1 }
      guard ["(", "[", "{"].contains(lexeme.text) else { continue }
      if closed > 0 {
        closed -= 1
      } else {
        guard lexeme.text == "(", index > 0 else { return nil }
        return names.first { $0.kind == .function && $0.name == found[index - 1].text }
      }
    }
    return nil
  }
}

/// The word that holds or ends at an offset, or the dot-command there.
func wordAround(_ text: String, _ cursor: Int) -> String {
  for lexeme in lexemes(of: text)
  where lexeme.kind == .word && lexeme.range.lowerBound <= cursor
    && cursor <= lexeme.range.upperBound
  {
    return lexeme.text
  }
  return argumentWords(text).first { $0.text.hasPrefix(".") }?.text ?? ""
}
