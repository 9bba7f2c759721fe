// Habits the code keeps: no traps on input, no notes to self, no paths of one machine.

extension SwiftFile {
  /// `x!`, `try!` and `as!`, wherever they are code.
  var traps: [Violation] {
    code.indices.compactMap { index in
      let token = code[index]
      guard token.isCode("!"), !token.isSpacedBefore, index > 0 else { return nil }
      let before = code[index - 1]
      guard before.endsOperand else { return nil }
      switch before.text {
      case "try": return violation(token.line, "`try!`: throw it on, or handle it")
      case "as": return violation(token.line, "`as!`: use `as?` and say what else happens")
      default: return violation(token.line, "force-unwrap after `\(before.text)`: use `guard let`")
      }
    }
  }

  /// Notes to self left in comments.
  var leftovers: [Violation] {
    let notes: Set = ["TODO", "FIXME", "XXX", "HACK"]
    return tokens.compactMap { token in
      guard token.kind == .comment || token.kind == .documentation else { return nil }
      let words = token.text.split { !$0.isLetter }.map(String.init)
      guard let note = words.first(where: notes.contains) else { return nil }
      return violation(token.line, "a leftover `\(note)`: do it, or write an issue")
    }
  }

  /// A file that does not say what it is for.
  var missingPurpose: [Violation] {
    guard lines.first?.hasPrefix("// ") != true else { return [] }
    return [violation(1, "the first line does not say what the file is for")]
  }
}

/// Paths that exist on one machine only, in any text.
func machinePaths(_ path: String, _ lines: [String]) -> [Violation] {
  // Written in two parts so that this file does not accuse itself.
  let starts = ["/wo" + "rk/", "/ho" + "me/", "/Us" + "ers/", "/ro" + "ot/", "../sha" + "red"]
  return lines.enumerated().flatMap { index, line in
    starts.filter { hasPath($0, in: line) }.map { start in
      Violation(path: path, line: index + 1, message: "a path of one machine: `\(start)…`")
    }
  }
}

private func hasPath(_ start: String, in line: String) -> Bool {
  var rest = line[...]
  while let found = rest.range(of: start) {
    let before = line[..<found.lowerBound].last ?? " "
    // `https://host/home/x` and `docs/home/x` are no absolute paths.
    if start.hasPrefix(".") || !(before.isLetter || before.isNumber || ".-_/)".contains(before)) {
      return true
    }
    rest = rest[found.upperBound...]
  }
  return false
}
