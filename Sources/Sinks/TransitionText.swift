// Events for people: one aligned line each, details under it where they do not fit beside it.
package import Alerting
import Diagnostics
import Quantities

/// Writes transitions as lines for a terminal.
package struct TransitionText: Sendable {
  /// The widest the columns of rules and keys are made.
  static let widest = 40
  /// The least room for details beside the rest; with less they go under it.
  static let leastDetails = 32

  private let style: EventStyle
  private var ruleWidth = 0
  private var keyWidth = 0

  package init(_ style: EventStyle) { self.style = style }

  private var width: Int? { style.width }
  private var ink: Ink { style.ink }
  private var charset: Charset { style.charset }

  /// Makes the columns wide enough for these, so that lines written one by one stand aligned.
  package mutating func align(for transitions: some Sequence<Transition>) {
    for transition in transitions {
      ruleWidth = max(ruleWidth, min(Self.widest, displayWidth(name(transition))))
      keyWidth = max(keyWidth, min(Self.widest, displayWidth(key(transition))))
    }
  }

  /// The lines of all these, aligned among themselves.
  package func lines(_ transitions: [Transition]) -> [String] {
    var text = self
    text.align(for: transitions)
    return transitions.flatMap { text.lines(for: $0) }
  }

  /// The lines of one event.
  package func lines(for transition: Transition) -> [String] {
    let look = Look(transition, charset)
    let head =
      ink.paint(look.glyph, look.colour) + " \(clockText(transition.at))  "
      + ink.paint(aligned(look.word, to: 8), look.colour) + " "
    let used = displayWidth("\(look.glyph) \(clockText(transition.at))  ") + 9
    let rule = clipped(name(transition), to: Self.widest, charset)
    let key = clipped(self.key(transition), to: Self.widest, charset)
    let names = aligned(rule, to: ruleWidth) + "  " + aligned(key, to: keyWidth)
    let details = ([sinceText(transition)] + details(transition)).filter { !$0.isEmpty }
    let tail = details.joined(by: " \(charset.dot) ")
    let full = used + displayWidth(names) + 2
    guard let width, full + displayWidth(tail) > width else {
      return [(head + names + "  " + tail.replacing(fixedSpace, with: " ")).trimmedEnd]
    }
    if width - full >= Self.leastDetails {
      let rest = wrapped(tail, to: width - full).map { clipped($0, to: width - full, charset) }
      let pad = String(repeating: " ", count: full)
      return [head + names + "  " + (rest.first ?? "")] + rest.dropFirst().map { pad + $0 }
    }
    let fits = [names.trimmedEnd, rule].first { used + displayWidth($0) <= width } ?? ""
    let missing = fits.isEmpty ? [rule, key] : fits == rule ? [key] : []
    let body = (missing + details).filter { !$0.isEmpty }
    return [(head + fits).trimmedEnd] + below(body.joined(by: " \(charset.dot) "), width)
  }

  /// The details under the head, indented.
  private func below(_ text: String, _ width: Int) -> [String] {
    let room = max(1, width - 4)
    return wrapped(text, to: room).map { "    " + clipped($0, to: room, charset) }
  }

  private func name(_ transition: Transition) -> String {
    let level = transition.level.map { " [\($0)]" } ?? ""
    return printable(transition.rule + level)
  }

  private func key(_ transition: Transition) -> String {
    printable(transition.key.pairs.map { $0.key + "=" + $0.value }.joined(by: " "))
  }

  /// `since 00:00 (15m)`, the date only where it is another day.
  private func sinceText(_ transition: Transition) -> String {
    guard let since = transition.since, since != transition.at else { return "" }
    let at = clockText(transition.at)
    let text = clockText(since)
    let isSameDay = text.prefix(10) == at.prefix(10)
    return "since \(isSameDay ? String(text.dropFirst(11)) : text) (\(transition.at - since))"
  }

  private func details(_ transition: Transition) -> [String] {
    var parts: [String] = []
    if let message = transition.message {
      parts.append(printable(message.replacing("\n", with: " ")))
    } else if !transition.values.isEmpty {
      let values = transition.values.map { unbroken(valueText($0)) }
      parts.append(values.joined(by: ", "))
    }
    if !transition.reasons.isEmpty {
      let reasons = transition.reasons.map { unbroken(printable($0)) }
      parts.append("[" + reasons.joined(by: "; ") + "]")
    }
    return parts
  }

  /// The longest phrase that is kept on one line.
  static let phraseLimit = 32

  /// The text with spaces that do not break, unless it is too long for that.
  private func unbroken(_ text: String) -> String {
    text.count > Self.phraseLimit ? text : text.replacing(" ", with: fixedSpace)
  }

  private func valueText(_ value: ReportedValue) -> String {
    let age = value.age.map { " (\($0) old)" } ?? ""
    guard let base = value.base, base.isFinite else { return "\(value.name) n/a\(age)" }
    return "\(value.name) \(Quantity(base: base, unit: value.unit).readable)\(age)"
  }
}

/// How an event looks: glyph, word, colour.
private struct Look {
  let glyph: String
  let word: String
  let colour: String

  init(_ transition: Transition, _ charset: Charset) {
    let isWide = charset == .utf8
    let isHalt = transition.kind == .halt
    switch transition.event {
    case .fire: (glyph, word, colour) = (isWide ? "▲" : "^", isHalt ? "HALT" : "FIRE", "1;31")
    case .level: (glyph, word, colour) = (isWide ? "◆" : "=", "LEVEL", "31")
    case .clear: (glyph, word, colour) = (isWide ? "▼" : "v", "CLEAR", "32")
    case .unknown: (glyph, word, colour) = ("?", "UNKNOWN", "33")
    case .drop: (glyph, word, colour) = (isWide ? "×" : "x", "DROP", "33")
    case .flapping: (glyph, word, colour) = (isWide ? "≈" : "~", "FLAPPING", "35")
    case .record: (glyph, word, colour) = (isWide ? "•" : "*", "RECORD", "36")
    case .pending: (glyph, word, colour) = (isWide ? "○" : "o", "PENDING", "2")
    }
  }
}
