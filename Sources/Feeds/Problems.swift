// Every complaint of the loader in one place, each with its stable code.
package import Diagnostics

/// A failure that ends the reading of one file.
package struct FeedFailure: Error, Sendable {
  package let diagnostic: Diagnostic

  package init(_ diagnostic: Diagnostic) { self.diagnostic = diagnostic }
}

extension FeedFailure {
  /// The complaint, milder where the file is only one of a directory's or pattern's and is no data
  /// brink knows: it is passed over.
  func diagnostic(of source: FeedSource) -> Diagnostic {
    guard !source.isChosen, ["E709", "E710"].contains(diagnostic.code) else { return diagnostic }
    return Problem.warning(
      "W" + diagnostic.code.dropFirst(), source.path, "passed over: " + diagnostic.message)
  }
}

/// The complaints of the loader.
enum Problem {
  static func error(_ code: String, _ path: String, _ message: String, line: Int? = nil)
    -> Diagnostic
  {
    Diagnostic(code, .error, message, at: .file(path: path, line: line, column: nil))
  }

  static func warning(_ code: String, _ path: String, _ message: String, line: Int? = nil)
    -> Diagnostic
  {
    Diagnostic(code, .warning, message, at: .file(path: path, line: line, column: nil))
  }

  static func missing(_ path: String) -> Diagnostic {
    error("E701", path, "there is no such file or directory")
  }

  static func unreadable(_ path: String, _ reason: String) -> Diagnostic {
    error("E702", path, "it cannot be read: \(reason)")
  }

  static func noFiles(_ path: String, isGlob: Bool) -> Diagnostic {
    error(
      "E703", path,
      isGlob ? "no file matches this pattern" : "the directory holds no data file")
  }

  static func empty(_ path: String, chosen: Bool) -> Diagnostic {
    chosen
      ? error("E704", path, "the file is empty")
      : warning("W704", path, "the file is empty: no data for its time")
  }

  static func damaged(_ path: String, _ reason: String) -> Diagnostic {
    error("E705", path, "the archive is damaged or cut short: \(reason)")
      .suggesting(Suggestion("fetch the file again; what came before the damage is not trusted"))
  }

  static func severalMembers(_ path: String, _ members: [String]) -> Diagnostic {
    let shown = members.prefix(3).map { "`\($0)`" }.joined(separator: ", ")
    let more = members.count > 3 ? " and \(members.count - 3) more" : ""
    return error(
      "E706", path, "the archive holds \(members.count) data files: \(shown)\(more)"
    ).suggesting(Suggestion("name one: `\(path)#\(members.first ?? "MEMBER")`"))
  }

  static func noMember(_ path: String, _ member: String?) -> Diagnostic {
    error(
      "E707", path,
      member.map { "the archive has no member `\($0)`" } ?? "the archive holds no data file")
  }

  static func tooLarge(_ path: String, _ what: String, line: Int? = nil) -> Diagnostic {
    error("E708", path, what, line: line)
  }

  static func unrecognised(_ path: String, _ what: String) -> Diagnostic {
    error("E709", path, "its format is not recognised: \(what)")
  }

  static func binary(_ path: String, _ what: String) -> Diagnostic {
    error("E710", path, what)
  }
}
