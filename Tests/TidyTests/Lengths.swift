// How long things may be: lines, files, functions, and lists of parameters.

/// The limits of the Style page.
enum Limit {
  static let line = 100
  static let file = 400
  static let function = 60
  static let parameters = 4
}

/// Lines over the limit, counted in characters.
func longLines(_ path: String, _ lines: [String]) -> [Violation] {
  lines.enumerated().compactMap { index, line in
    guard line.count > Limit.line else { return nil }
    let message = "\(line.count) columns, the limit is \(Limit.line)"
    return Violation(path: path, line: index + 1, message: message)
  }
}

extension SwiftFile {
  /// A file over the limit.
  var longFile: [Violation] {
    let count = lines.last == "" ? lines.count - 1 : lines.count
    guard count > Limit.file else { return [] }
    return [violation(Limit.file + 1, "\(count) lines, the limit is \(Limit.file)")]
  }

  /// Functions over the limit, from their first word to their closing brace.
  var longFunctions: [Violation] {
    functions.compactMap { function in
      guard let body = body(after: function) else { return nil }
      let first = code[function].line
      let count = code[body.upperBound].line - first + 1
      guard count > Limit.function else { return nil }
      return violation(first, "a function of \(count) lines, the limit is \(Limit.function)")
    }
  }

  /// Parameter lists over the limit. Initialisers may take one name per stored property.
  var longParameterLists: [Violation] {
    functions.filter { !code[$0].isCode("init") }.compactMap { function in
      let count = parameterCount(of: function)
      guard count > Limit.parameters else { return nil }
      let message = "\(count) parameters, the limit is \(Limit.parameters)"
      return violation(code[function].line, message)
    }
  }

  /// The places of `func`, `init`, `deinit` and `subscript` where they declare something.
  private var functions: [Int] {
    code.indices.filter { index in
      guard ["func", "init", "deinit", "subscript"].contains(code[index].text) else { return false }
      guard code[index].kind == .word, index + 1 < code.count else { return false }
      if index > 0, code[index - 1].isCode(".") { return false }
      // A label such as `init:` declares nothing.
      return !code[index + 1].isCode(":") && !code[index + 1].isCode(",")
    }
  }

  /// The places of the braces of the body that belongs to a function, if it has one.
  private func body(after function: Int) -> ClosedRange<Int>? {
    var depth = 0
    var index = function + 1
    while index < code.count {
      let token = code[index]
      if token.isCode("(") || token.isCode("[") { depth += 1 }
      if token.isCode(")") || token.isCode("]") { depth -= 1 }
      if depth == 0, token.isCode("{") { return index...closing(of: index) }
      if depth == 0, token.isCode("}") || startsDeclaration(index) { return nil }
      index += 1
    }
    return nil
  }

  private func startsDeclaration(_ index: Int) -> Bool {
    code[index].isCode("@") || declarationWords.union(modifierWords).contains(code[index].text)
  }

  private func closing(of opening: Int) -> Int {
    var depth = 0
    for index in opening..<code.count {
      if code[index].isCode("{") { depth += 1 }
      if code[index].isCode("}") { depth -= 1 }
      if depth == 0 { return index }
    }
    return code.count - 1
  }

  private func parameterCount(of function: Int) -> Int {
    let isNamed = code[function].isCode("func")
    var index = function + (isNamed ? 2 : 1)
    var angles = 0
    while index < code.count, angles > 0 || !code[index].isCode("(") {
      angles += code[index].angleBalance
      index += 1
    }
    var depth = 0
    var count = 0
    var hasAny = false
    while index < code.count {
      let token = code[index]
      if ["(", "[", "{"].contains(where: token.isCode) { depth += 1 }
      if [")", "]", "}"].contains(where: token.isCode) { depth -= 1 }
      if depth == 0 { break }
      angles += token.angleBalance
      if depth == 1, angles <= 0, token.isCode(",") { count += 1 }
      if depth > 1 || !token.isCode("(") { hasAny = true }
      index += 1
    }
    return hasAny ? count + 1 : 0
  }
}

extension Token {
  /// How many angle brackets it opens less those it closes; arrows and comparisons aside.
  fileprivate var angleBalance: Int {
    guard kind == .operation, text != "->", !text.contains("=") else { return 0 }
    return text.reduce(0) { $0 + ($1 == "<" ? 1 : $1 == ">" ? -1 : 0) }
  }
}
