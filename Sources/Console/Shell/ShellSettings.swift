// What a person can set about the shell, each with its name, values and meaning.
import Quantities
import Sessions
import Sinks

enum Toggle: String, CaseIterable {
  case on, off
}

enum PagerMode: String, CaseIterable {
  case auto, on, off
}

enum NumberStyle: String, CaseIterable {
  case si, raw
}

/// The settings of a session.
struct ShellSettings: Equatable {
  var mode: TableMode
  /// Rows a table shows on a terminal; 0 for all, nil for what the screen holds.
  var maxRows: Int?
  /// The width tables are fitted to; 0 for the terminal's.
  var width = 0
  var null = ""
  var units = NumberStyle.si
  var pager = PagerMode.auto
  var timer = false
  var progress = true
  var prompt = ""
  /// The ticks statements are evaluated at.
  var ticks = TickChoice()

  init(mode: TableMode = .table) { self.mode = mode }
}

/// One setting: reading, writing and completing it.
struct SettingDeclaration: Sendable {
  let name: String
  let help: String
  /// The words it may be; with a form beside them, words that stand for no value.
  let values: [String]
  /// What else it may be, for messages and usage: `a whole number`, `N`.
  var form: (said: String, sign: String)?
  let read: @Sendable (ShellSettings) -> String
  /// Nil where the value cannot be taken.
  let write: @Sendable (inout ShellSettings, String) -> Bool

  /// A setting with named values.
  static func choice<Value: RawRepresentable & CaseIterable & SendableMetatype>(
    _ name: String, _ help: String, _ path: any WritableKeyPath<ShellSettings, Value> & Sendable
  ) -> SettingDeclaration where Value.RawValue == String {
    SettingDeclaration(
      name: name, help: help, values: Value.allCases.map(\.rawValue),
      read: { $0[keyPath: path].rawValue },
      write: { settings, text in
        guard let value = Value(rawValue: text) else { return false }
        settings[keyPath: path] = value
        return true
      })
  }

  static func toggle(
    _ name: String, _ help: String, _ path: any WritableKeyPath<ShellSettings, Bool> & Sendable
  ) -> SettingDeclaration {
    SettingDeclaration(
      name: name, help: help, values: Toggle.allCases.map(\.rawValue),
      read: { $0[keyPath: path] ? "on" : "off" },
      write: { settings, text in
        guard let value = Toggle(rawValue: text) else { return false }
        settings[keyPath: path] = value == .on
        return true
      })
  }

  static func count(
    _ name: String, _ help: String, _ path: any WritableKeyPath<ShellSettings, Int> & Sendable
  ) -> SettingDeclaration {
    SettingDeclaration(
      name: name, help: help, values: [], form: ("a whole number", "N"),
      read: { String($0[keyPath: path]) },
      write: { settings, text in
        guard let value = Int(text), value >= 0 else { return false }
        settings[keyPath: path] = value
        return true
      })
  }

  /// A count that may be left to the shell: `auto`.
  static func automaticCount(
    _ name: String, _ help: String, _ path: any WritableKeyPath<ShellSettings, Int?> & Sendable
  ) -> SettingDeclaration {
    SettingDeclaration(
      name: name, help: help, values: ["auto"], form: ("a whole number", "N"),
      read: { $0[keyPath: path].map(String.init) ?? "auto" },
      write: { settings, text in
        guard let value = Int(text) else {
          if text == "auto" { settings[keyPath: path] = nil }
          return text == "auto"
        }
        if value >= 0 { settings[keyPath: path] = value }
        return value >= 0
      })
  }

  /// A choice of ticks that may be left to the data: `auto`.
  static func ticks<Value: CustomStringConvertible & SendableMetatype>(
    _ name: String, _ help: String, _ form: (said: String, sign: String),
    _ place: (
      path: any WritableKeyPath<TickChoice, Value?> & Sendable,
      reading: @Sendable (String) throws -> Value
    )
  ) -> SettingDeclaration {
    let (path, reading) = place
    return SettingDeclaration(
      name: name, help: help, values: ["auto"], form: form,
      read: { $0.ticks[keyPath: path].map(\.description) ?? "auto" },
      write: { settings, text in
        let value = try? reading(text)
        guard value != nil || text == "auto" else { return false }
        settings.ticks[keyPath: path] = value
        return true
      })
  }

  static func text(
    _ name: String, _ help: String, _ path: any WritableKeyPath<ShellSettings, String> & Sendable
  ) -> SettingDeclaration {
    SettingDeclaration(
      name: name, help: help, values: [], form: ("any text", "TEXT"),
      read: { $0[keyPath: path] },
      write: { settings, text in
        settings[keyPath: path] = text
        return true
      })
  }

  /// What it may be, as a sentence says it.
  var expected: String { (values + [form?.said].compactMap(\.self)).joined(separator: ", ") }

  /// What it may be, as its usage says it.
  var usage: String { ([form?.sign].compactMap(\.self) + values).joined(separator: "|") }

  /// Every setting, in the order `.show` prints them.
  static let all: [SettingDeclaration] = [
    .choice("mode", "how results are written", \.mode),
    .automaticCount("maxrows", "rows a table shows on a terminal, 0 for all", \.maxRows),
    .count("width", "columns a table is fitted to, 0 for the terminal's", \.width),
    .text("null", "what stands for an unknown value, empty for its reason", \.null),
    .choice("units", "numbers with k M B, or in full", \.units),
    .choice("pager", "a pager for results taller than the screen", \.pager),
    .toggle("timer", "how long each statement took", \.timer),
    .toggle("progress", "how far a long statement is", \.progress),
    .text("prompt", "the prompt, empty for the usual one", \.prompt),
    .ticks(
      "every", "how far ticks lie apart; auto is a minute, or what slow series have",
      ("a length of time such as 1s or 15m", "SPAN"), (\.every, span)),
    .ticks(
      "from", "the first tick; auto is the first event in the data",
      ("a time such as 2024-08-05T09:00Z", "TIME"), (\.from, moment)),
    .ticks(
      "to", "the last tick; auto is the last event in the data",
      ("a time such as 2024-08-05T09:00Z", "TIME"), (\.to, moment)),
  ]

  static func named(_ name: String) -> SettingDeclaration? { all.first { $0.name == name } }
}
