// The events of a run, kept small: what all events of an identity share is there once.
package import Alerting
import Columns
import Quantities
import Sinks

/// Events in the order they were told or, once sorted, in the order of the log; each is put
/// together when somebody asks for it.
package struct EventLog: Sendable {
  /// What all events of one identity share.
  struct Voice: Sendable {
    /// An event of it, its values without their bases.
    let template: Transition
    let levels: [String?]
  }

  private struct Entry: Sendable {
    let at: Int64
    /// The minimum where there is none.
    var since = Int64.min
    var episodeStart = Int64.min
    var voice: Int32
    var firstValue: Int32
    /// Where its words are; negative where it has none.
    var words: Int32 = -1
    var level: Int16 = -1
    let event: TransitionEvent
  }

  /// A value and the age of its row; NaN and the minimum where there is none.
  private struct Value: Sendable {
    let base: Double
    let age: Int64
  }

  private struct Words: Sendable {
    let reasons: [String]
    let message: String?
  }

  private var voices: [Voice] = []
  private var entries: [Entry] = []
  private var values: [Value] = []
  private var words: [Words] = []

  /// Makes room for the events of an identity; returns its number.
  mutating func add(_ voice: Voice) -> Int {
    voices.append(voice)
    return voices.count - 1
  }

  /// Adds an event; its values follow, each by `add(value:age:)`.
  mutating func add(_ moment: EventMoment, level: Int?, of voice: Int) {
    var entry = Entry(
      at: moment.at.nanoseconds, voice: Int32(clamping: voice),
      firstValue: Int32(clamping: values.count), event: moment.event)
    entry.since = moment.since?.nanoseconds ?? .min
    entry.episodeStart = moment.episodeStart?.nanoseconds ?? .min
    entry.level = Int16(clamping: level ?? -1)
    if !moment.reasons.isEmpty || moment.message != nil {
      entry.words = Int32(clamping: words.count)
      words.append(Words(reasons: moment.reasons, message: moment.message))
    }
    entries.append(entry)
  }

  /// Adds a value to the event added last.
  mutating func add(value: Double?, age: TimeSpan?) {
    values.append(Value(base: value ?? .nan, age: age?.nanoseconds ?? .min))
  }

  /// Takes in the events of other identities.
  mutating func append(_ other: EventLog) {
    let offsets = (
      voice: Int32(clamping: voices.count), value: Int32(clamping: values.count),
      words: Int32(clamping: words.count)
    )
    entries.reserveCapacity(entries.count + other.entries.count)
    for entry in other.entries {
      var moved = entry
      moved.voice += offsets.voice
      moved.firstValue += offsets.value
      if entry.words >= 0 { moved.words += offsets.words }
      entries.append(moved)
    }
    voices += other.voices
    values += other.values
    words += other.words
  }

  /// Puts the events in the order of the log: by time, rule in file order, key; those of one
  /// identity at one tick stay as they were told.
  mutating func sort() {
    struct Place {
      let at: Int64
      let rank: Int32
      let index: Int32
    }
    let ranks = voiceRanks
    var places = entries.indices.map {
      Place(
        at: entries[$0].at, rank: ranks[Int(entries[$0].voice)], index: Int32(clamping: $0))
    }
    places.sort { a, b in
      if a.at != b.at { return a.at < b.at }
      return a.rank != b.rank ? a.rank < b.rank : a.index < b.index
    }
    entries = places.map { entries[Int($0.index)] }
  }

  /// Of every voice its place in the order of rules and keys; the same for the same identity.
  private var voiceRanks: [Int32] {
    func isBefore(_ a: Int, _ b: Int) -> Bool {
      let (a, b) = (voices[a].template, voices[b].template)
      return a.ruleIndex != b.ruleIndex ? a.ruleIndex < b.ruleIndex : a.key < b.key
    }
    let order = voices.indices.sorted(by: isBefore)
    var ranks = [Int32](repeating: 0, count: voices.count)
    for (place, voice) in order.enumerated().dropFirst() {
      let former = order[place - 1]
      ranks[voice] = ranks[former] + (isBefore(former, voice) ? 1 : 0)
    }
    return ranks
  }

  /// Forgets the events of all rules but these.
  mutating func keep(rules names: [String]) {
    let isWanted = voices.map { names.contains($0.template.rule) }
    entries.removeAll { !isWanted[Int($0.voice)] }
  }
}

extension EventLog: RandomAccessCollection {
  /// Zero.
  package var startIndex: Int { 0 }
  /// How many events there are.
  package var endIndex: Int { entries.count }

  /// The event at a place, put together.
  package subscript(position: Int) -> Transition {
    let entry = entries[position]
    var event = voices[Int(entry.voice)].template
    event.moment = moment(entry)
    for index in event.values.indices {
      let (value, seen) = (event.values[index], values[Int(entry.firstValue) + index])
      event.values[index] = ReportedValue(
        name: value.name, base: seen.base.isNaN ? nil : seen.base, unit: value.unit,
        age: seen.age == .min ? nil : TimeSpan(nanoseconds: seen.age))
    }
    return event
  }

  private func moment(_ entry: Entry) -> EventMoment {
    var moment = EventMoment(event: entry.event, at: Timestamp(nanoseconds: entry.at))
    if entry.since != .min { moment.since = Timestamp(nanoseconds: entry.since) }
    if entry.episodeStart != .min {
      moment.episodeStart = Timestamp(nanoseconds: entry.episodeStart)
    }
    if entry.level >= 0 { moment.level = voices[Int(entry.voice)].levels[Int(entry.level)] }
    if entry.words >= 0 {
      let words = words[Int(entry.words)]
      (moment.reasons, moment.message) = (words.reasons, words.message)
    }
    return moment
  }

  /// Writes every event as a line of JSON.
  func writeLines(to streams: Streams) {
    var stencils = [EventStencil?](repeating: nil, count: voices.count)
    for entry in entries {
      let voice = Int(entry.voice)
      let stencil = stencils[voice] ?? EventStencil(voices[voice].template)
      stencils[voice] = stencil
      let first = Int(entry.firstValue)
      streams.out(writing: { bytes in
        stencil.write(moment(entry), to: &bytes) { values[first + $0].base }
        bytes.append(UInt8(ascii: "\n"))
      })
    }
  }
}
