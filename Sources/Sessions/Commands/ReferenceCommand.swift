// `brink reference`: the manual, or one entry of it.
import Diagnostics

extension Talk {
  /// Prints the manual, or the entry of a name.
  package func reference(_ name: String?) -> ExitStatus {
    guard let name else {
      streams.out(ReferenceManual.page)
      return .quiet
    }
    if let entry = ReferenceManual.entry(name) {
      streams.out(entry)
      return .quiet
    }
    let near = nearest(to: name, in: ReferenceManual.names)
    let names = near.map { "`\($0)`" }.joined(separator: ", ")
    let hint = near.isEmpty ? "" : "; did you mean \(names)"
    streams.draw([Diagnostic("E0910", .error, "nothing is called `\(name)`\(hint)", at: .run)])
    return .usage
  }
}
