// Events as text for people: the door to the listing.
package import Alerting
package import Diagnostics

/// How events are drawn.
package struct EventStyle: Sendable {
  /// The width to fit; nil for as wide as it is.
  package let width: Int?
  /// Colour or none.
  package let ink: Ink
  /// What can be drawn with.
  package let charset: Charset

  package init(width: Int?, ink: Ink, charset: Charset) {
    self.width = width
    self.ink = ink
    self.charset = charset
  }
}

/// The events, aligned among themselves, every line with its break.
package func eventText(_ transitions: [Transition], _ style: EventStyle) -> String {
  TransitionText(style).lines(transitions).map { $0 + "\n" }.joined()
}
