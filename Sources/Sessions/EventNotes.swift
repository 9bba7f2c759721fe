// The events of some identities as they were told, kept small: what all events of an identity
// share is there once.
import Alerting
import Columns
import Quantities
import Sinks

/// Events in the order they were told.
struct EventNotes: Sendable {
  /// What all events of one identity share.
  struct Voice: Sendable {
    /// An event of it, its values without their bases.
    let template: Transition
    let levels: [String?]
  }

  struct Entry: Sendable {
    let at: Int64
    /// The minimum where there is none.
    fileprivate var since = Int64.min
    fileprivate var episodeStart = Int64.min
    let voice: Int32
    fileprivate let firstValue: Int32
    /// Where its words are; negative where it has none.
    fileprivate var words: Int32 = -1
    fileprivate var level: Int16 = -1
    fileprivate let event: TransitionEvent
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

  private(set) var voices: [Voice] = []
  private(set) var entries: [Entry] = []
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

  /// The event at a place, put together.
  subscript(position: Int) -> Transition {
    let entry = entries[position]
    var event = voices[Int(entry.voice)].template
    var moment = event.moment
    read(entry, into: &moment)
    event.moment = moment
    for index in event.values.indices {
      let (value, seen) = (event.values[index], values[Int(entry.firstValue) + index])
      event.values[index] = ReportedValue(
        name: value.name, base: seen.base.isNaN ? nil : seen.base, unit: value.unit,
        age: seen.age == .min ? nil : TimeSpan(nanoseconds: seen.age))
    }
    return event
  }

  /// Sets all of a moment to what an entry says.
  private func read(_ entry: Entry, into moment: inout EventMoment) {
    moment.event = entry.event
    moment.at = Timestamp(nanoseconds: entry.at)
    moment.since = entry.since == .min ? nil : Timestamp(nanoseconds: entry.since)
    moment.episodeStart =
      entry.episodeStart == .min ? nil : Timestamp(nanoseconds: entry.episodeStart)
    moment.level = entry.level < 0 ? nil : voices[Int(entry.voice)].levels[Int(entry.level)]
    let words = entry.words < 0 ? nil : words[Int(entry.words)]
    moment.reasons = words?.reasons ?? []
    moment.message = words?.message
  }

  /// Appends the event at a place as a line of JSON; the stencil is that of its identity, and
  /// the moment is used again from event to event.
  func write(
    _ position: Int, by stencil: EventStencil, _ moment: inout EventMoment,
    to bytes: inout ByteBuffer
  ) {
    let entry = entries[position]
    let first = Int(entry.firstValue)
    read(entry, into: &moment)
    stencil.write(moment, to: &bytes) { values[first + $0].base }
    bytes.append(UInt8(ascii: "\n"))
  }
}
