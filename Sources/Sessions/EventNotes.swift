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

  /// Appends the event at a place as a line of JSON; the stencil is that of its identity.
  func write(_ position: Int, by stencil: EventStencil, to bytes: inout ByteBuffer) {
    let entry = entries[position]
    let first = Int(entry.firstValue)
    stencil.write(moment(entry), to: &bytes) { values[first + $0].base }
    bytes.append(UInt8(ascii: "\n"))
  }
}
