// Complaints that say one thing of many series are told once.
import Diagnostics

/// Complaints with the same code, place and words but for the series they begin with, as one that
/// names the first and counts the others.
func folded(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
  var places: [String: Int] = [:]
  var folded: [(diagnostic: Diagnostic, subjects: [String])] = []
  for diagnostic in diagnostics {
    let parts = SeriesComplaint(diagnostic.message)
    let name = "\(diagnostic.code) \(diagnostic.place.text ?? "") \(parts?.rest ?? "")"
    if let parts, let place = places[name] {
      folded[place].subjects.append(parts.subject)
      continue
    }
    if parts != nil { places[name] = folded.count }
    folded.append((diagnostic, parts.map { [$0.subject] } ?? []))
  }
  return folded.map { entry in
    entry.subjects.count < 2 ? entry.diagnostic : entry.diagnostic.of(entry.subjects)
  }
}

/// A message that begins with a series: `` `oi{asset=BTC}` is by … ``.
private struct SeriesComplaint {
  let subject: String
  /// What follows the subject.
  let rest: String

  init?(_ message: String) {
    guard message.first == "`",
      let end = message.dropFirst().firstIndex(of: "`")
    else { return nil }
    subject = String(message[message.startIndex...end])
    rest = String(message[message.index(after: end)...])
  }
}

extension Diagnostic {
  /// The same complaint of several series.
  fileprivate func of(_ subjects: [String]) -> Diagnostic {
    guard let complaint = SeriesComplaint(message) else { return self }
    let shown = subjects.prefix(3).joined(separator: ", ")
    let more = subjects.count > 3 ? " and \(subjects.count - 3) more" : ""
    var copy = Diagnostic(code, severity, "\(shown)\(more): each\(complaint.rest)", at: place)
    copy.label = label
    copy.notes = notes
    copy.suggestions = suggestions
    return copy
  }
}
