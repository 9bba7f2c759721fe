// Events as text for people. Stands in until the readable text lands.
package import Alerting
package import Diagnostics

/// How events are drawn.
package struct EventStyle: Sendable {
  package let width: Int?
  package let ink: Ink
  package let charset: Charset

  package init(width: Int?, ink: Ink, charset: Charset) {
    self.width = width
    self.ink = ink
    self.charset = charset
  }
}

/// The events, a line each.
package func eventText(_ transitions: [Transition], _ style: EventStyle) -> String {
  transitions.map { "\($0.at)  \($0.event.rawValue)  \($0.rule)\($0.key)\n" }.joined()
}
