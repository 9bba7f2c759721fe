// The statements of this and earlier sessions, oldest first, each once.

/// A bounded list of statements; the last use of a text decides its place.
struct History {
  static let limit = 10_000

  private(set) var entries: [String] = []
  let limit: Int

  init(_ entries: [String] = [], limit: Int = History.limit) {
    self.limit = limit
    var seen = Set<String>()
    var kept: [String] = []
    for entry in entries.reversed() where kept.count < limit && seen.insert(entry).inserted {
      kept.append(entry)
    }
    self.entries = kept.reversed()
  }

  /// What is stored of a text: nil where it begins with a space or is blank.
  static func storable(_ text: String) -> String? {
    if text.hasPrefix(" ") { return nil }
    var kept = text.unicodeScalars
    while let last = kept.last, last.properties.isWhitespace { kept.removeLast() }
    return kept.isEmpty ? nil : String(kept)
  }

  /// Adds a statement at the end and says what was stored, if anything was.
  @discardableResult
  mutating func add(_ text: String) -> String? {
    guard let entry = Self.storable(text) else { return nil }
    if entries.last == entry { return entry }
    entries.removeAll { $0 == entry }
    entries.append(entry)
    if entries.count > limit { entries.removeFirst(entries.count - limit) }
    return entry
  }

  /// The newest entry before `index` that starts with the prefix.
  func older(than index: Int, prefix: String) -> Int? {
    entries[..<min(index, entries.count)].lastIndex { Self.matches($0, prefix) }
  }

  /// The oldest entry after `index` that starts with the prefix.
  func newer(than index: Int, prefix: String) -> Int? {
    guard index + 1 < entries.count else { return nil }
    return entries[(index + 1)...].firstIndex { Self.matches($0, prefix) }
  }

  /// The newest entry before `index` that holds the pattern.
  func older(than index: Int, containing pattern: String) -> Int? {
    entries[..<min(index, entries.count)].lastIndex { Self.holds($0, pattern) }
  }

  /// The oldest entry after `index` that holds the pattern.
  func newer(than index: Int, containing pattern: String) -> Int? {
    guard index + 1 < entries.count else { return nil }
    return entries[(index + 1)...].firstIndex { Self.holds($0, pattern) }
  }

  /// What would complete the text to the newest entry that starts with it.
  func suggestion(for text: String) -> String? {
    guard !text.isEmpty, let index = older(than: entries.count, prefix: text) else { return nil }
    let rest = entries[index].unicodeScalars.dropFirst(text.unicodeScalars.count)
    return rest.isEmpty ? nil : String(String.UnicodeScalarView(rest))
  }

  private static func matches(_ entry: String, _ prefix: String) -> Bool {
    // Byte for byte: canonical equivalence would make the rest of the entry hard to name.
    entry.utf8.starts(with: prefix.utf8)
  }

  private static func holds(_ entry: String, _ pattern: String) -> Bool {
    guard let first = pattern.utf8.first else { return true }
    let entry = entry.utf8
    var index = entry.startIndex
    while let at = entry[index...].firstIndex(of: first) {
      if entry[at...].starts(with: pattern.utf8) { return true }
      index = entry.index(after: at)
    }
    return false
  }
}

/// A walk through history from a draft, over the entries that start as the draft does.
struct RecallWalk: Equatable {
  var draft: String
  var draftCursor: Int
  var prefix: String
  /// The entry shown; the history's count for the draft itself.
  var index: Int
  /// What the walk last put in the buffer: editing it ends the walk.
  var shown: String

  init(draft: String, cursor: Int, historyCount: Int) {
    self.draft = draft
    draftCursor = cursor
    prefix = String(String.UnicodeScalarView(draft.unicodeScalars.prefix(cursor)))
    index = historyCount
    shown = draft
  }

  /// Moves one entry older; false at the oldest.
  mutating func goOlder(in history: History) -> Bool {
    var at = index
    while let next = history.older(than: at, prefix: prefix) {
      at = next
      // An entry equal to what is shown would look like a key that did nothing.
      if history.entries[next] != shown { return show(next, in: history) }
    }
    return false
  }

  /// Moves one entry newer, past the newest to the draft; false at the draft.
  mutating func goNewer(in history: History) -> Bool {
    guard index < history.entries.count else { return false }
    if let next = history.newer(than: index, prefix: prefix) { return show(next, in: history) }
    index = history.entries.count
    shown = draft
    return true
  }

  private mutating func show(_ next: Int, in history: History) -> Bool {
    index = next
    shown = history.entries[next]
    return true
  }
}
