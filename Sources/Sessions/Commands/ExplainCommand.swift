package import Columns
package import Quantities
package struct Question: Sendable {
  let rule: String, key: Labels?, at: Timestamp
  package init(rule: String, key: Labels?, at: Timestamp) { self.rule = rule; self.key = key; self.at = at }
}
extension Talk {
  package func explain(_ question: Question, _ request: RunRequest) -> ExitStatus { .quiet }
  package func reference(_ name: String?) -> ExitStatus { .quiet }
}
