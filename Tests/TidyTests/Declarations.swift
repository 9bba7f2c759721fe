// What declarations owe the reader: documentation where others see them, and names that say things.

/// The words that open a declaration.
let declarationWords: Set<String> = [
  "func", "var", "let", "struct", "enum", "class", "actor", "protocol", "init", "subscript",
  "typealias", "associatedtype", "extension", "case", "macro", "deinit", "import",
]

/// The words that may stand before them.
let modifierWords: Set<String> = [
  "static", "final", "mutating", "nonmutating", "nonisolated", "override", "convenience",
  "required", "lazy", "weak", "unowned", "indirect", "borrowing", "consuming", "prefix", "postfix",
  "dynamic", "private", "fileprivate", "internal", "package", "public", "open", "distributed",
]

/// Members that protocols of the standard library define and document.
private let witnesses: Set<String> = [
  "description", "debugDescription", "hash", "makeIterator", "next", "startIndex", "endIndex",
]

/// The parts a name must not have, and what to write instead.
let bannedParts: [(part: String, advice: String)] = [
  ("Utils", "name the type the functions belong to, and extend it"),
  ("Util", "name the type the functions belong to, and extend it"),
  ("Helper", "name what it does: a reader, a ledger, a window"),
  ("Common", "name the idea that is shared, or keep the code where it is used"),
  ("Misc", "give every part a file of its own"),
  ("Manager", "name what it holds or decides: a session, a store, a schedule"),
  ("Handler", "name the action: parse, render, deliver"),
]

extension SwiftFile {
  /// Declarations seen by other modules that no `///` explains.
  ///
  /// What a type stores, and how it is put together, may be covered by the words on the type; a
  /// member that a protocol of ours asks for is explained there.
  func undocumented(requirements: Set<String> = []) -> [Violation] {
    tokens.indices.compactMap { index in
      guard let (keyword, name) = exportedDeclaration(at: index) else { return nil }
      guard keyword == "init" || !requirements.contains(name) else { return nil }
      guard !isDocumented(index), !isCoveredByItsType(index, keyword) else { return nil }
      let title = keyword == name ? keyword : "\(keyword) \(name)"
      return violation(tokens[index].line, "\(title) has no `///` line")
    }
  }

  /// The names of the members its protocols ask for.
  var requirements: [String] {
    var names: [String] = []
    var depths: [Bool] = []
    for (index, token) in code.enumerated() {
      if token.isCode("{") { depths.append(isProtocolBrace(index)) }
      if token.isCode("}") { depths = depths.dropLast() }
      let isMember = token.isCode("func") || token.isCode("var")
      guard depths.last == true, isMember, index + 1 < code.count else { continue }
      names.append(code[index + 1].text)
    }
    return names
  }

  private func isProtocolBrace(_ brace: Int) -> Bool {
    let head = code[..<brace].reversed().prefix { !$0.isCode("{") && !$0.isCode("}") }
    return head.contains { $0.isCode("protocol") }
  }

  /// Types and files whose names say nothing.
  var emptyNames: [Violation] {
    let types: Set = ["struct", "enum", "class", "actor", "protocol", "typealias"]
    var found: [Violation] = []
    if let advice = advice(against: name) {
      found.append(violation(1, "the file's name: \(advice)"))
    }
    for (word, name) in zip(code, code.dropFirst()) {
      guard word.kind == .word, types.contains(word.text), name.kind == .word else { continue }
      guard !(word.text == "class" && ["func", "var"].contains(name.text)) else { continue }
      guard let advice = advice(against: name.text) else { continue }
      found.append(violation(name.line, "`\(name.text)`: \(advice)"))
    }
    return found
  }

  private func advice(against name: String) -> String? {
    let parts = camelParts(of: name)
    guard let banned = bannedParts.first(where: { parts.contains($0.part) }) else { return nil }
    return "no \(banned.part): \(banned.advice)"
  }

  /// The keyword and name of the declaration whose access word stands at `index`.
  private func exportedDeclaration(at index: Int) -> (keyword: String, name: String)? {
    guard ["package", "public", "open"].contains(where: tokens[index].isCode) else { return nil }
    let ahead = tokens[(index + 1)...].prefix(24).filter { $0.kind != .comment }
    guard let next = ahead.first, !next.isCode("("), next.line - tokens[index].line <= 1 else {
      return nil
    }
    var rest = ahead[...]
    while let word = rest.first, isModifier(word, before: rest.dropFirst().first) {
      rest.removeFirst()
      if rest.first?.isCode("(") == true { rest.removeFirst(3) }
    }
    guard let keyword = rest.first, keyword.kind == .word else { return nil }
    guard declarationWords.contains(keyword.text) else { return nil }
    guard !["import", "extension", "case"].contains(keyword.text) else { return nil }
    guard !["init", "subscript"].contains(keyword.text) else { return (keyword.text, keyword.text) }
    guard let name = rest.dropFirst().first else { return nil }
    let isOperator = keyword.isCode("func") && name.kind == .operation
    return isOperator || witnesses.contains(name.text) ? nil : (keyword.text, name.text)
  }

  /// True for the initialisers and stored properties written in the body of a type.
  private func isCoveredByItsType(_ index: Int, _ keyword: String) -> Bool {
    guard ["init", "let", "var"].contains(keyword), isInTypeBody(index) else { return false }
    return keyword != "var" || isStored(index)
  }

  /// True where the innermost open brace before `index` belongs to a type, not to an extension.
  private func isInTypeBody(_ index: Int) -> Bool {
    var depth = 0
    var place = index - 1
    while place >= 0, depth < 1 {
      if tokens[place].isCode("{") { depth += 1 }
      if tokens[place].isCode("}") { depth -= 1 }
      place -= 1
    }
    while place >= 0, !tokens[place].isCode("{"), !tokens[place].isCode("}") {
      if ["struct", "enum", "class", "actor"].contains(where: tokens[place].isCode) { return true }
      if ["extension", "protocol"].contains(where: tokens[place].isCode) { return false }
      place -= 1
    }
    return false
  }

  /// True where a `var` has no body: its line ends, or a value comes, before any brace.
  private func isStored(_ index: Int) -> Bool {
    var place = index
    while !tokens[place].isCode("var") { place += 1 }
    var line = tokens[place].line
    var depth = 0
    while place + 1 < tokens.count {
      place += 1
      let token = tokens[place]
      if depth == 0, token.line > line || token.isCode("=") { return true }
      if token.isCode("{") { return false }
      if token.isCode("[") || token.isCode("(") { depth += 1 }
      if token.isCode("]") || token.isCode(")") { depth -= 1 }
      line = token.line
    }
    return true
  }

  private func isModifier(_ word: Token, before next: Token?) -> Bool {
    guard word.kind == .word else { return false }
    if word.text == "class" { return next?.isCode("func") == true || next?.isCode("var") == true }
    return modifierWords.contains(word.text)
  }

  /// True where a `///` stands before the declaration, attributes and modifiers aside.
  private func isDocumented(_ index: Int) -> Bool {
    var index = index - 1
    while index >= 0 {
      let token = tokens[index]
      if token.kind == .documentation { return true }
      if token.kind == .comment || (token.kind == .word && modifierWords.contains(token.text)) {
        index -= 1
      } else if let start = attributeStart(endingAt: index) {
        index = start - 1
      } else {
        return false
      }
    }
    return false
  }

  private func attributeStart(endingAt end: Int) -> Int? {
    var index = end
    if tokens[index].isCode(")") {
      while index > 0, !tokens[index].isCode("(") { index -= 1 }
      index -= 1
    }
    guard index > 0, tokens[index].kind == .word, tokens[index - 1].isCode("@") else { return nil }
    return index - 1
  }
}

/// `FileHandlerTests` as File, Handler, Tests.
func camelParts(of name: String) -> [String] {
  var parts: [String] = []
  for character in name {
    if character.isUppercase || parts.isEmpty {
      parts.append(String(character))
    } else {
      parts[parts.count - 1].append(character)
    }
  }
  return parts
}
