// The events of a run in the order of the log.
package import Alerting
import Columns
import Quantities
import Sinks

/// Events by time, rule in file order, key; those of one identity at one tick stay as they were
/// told. Each is put together when somebody asks for it.
package struct EventLog: Sendable {
  /// Where an event is, and what decides when it is told.
  private struct Place: Sendable {
    let at: Int64
    /// That of its voice.
    let rank: Int32
    let part: Int32
    let index: Int32
  }

  /// The events of some identities; a reference, so that looking at one copies nothing.
  private final class Part: Sendable {
    let notes: EventNotes
    /// How many voices stand in the parts before.
    let firstVoice: Int

    init(_ notes: EventNotes, firstVoice: Int) {
      self.notes = notes
      self.firstVoice = firstVoice
    }
  }

  private var parts: [Part] = []
  private var voiceCount = 0
  private var places: [Place] = []

  /// The events of all identities; none is moved, only where they are is put in order.
  init(_ parts: [EventNotes] = []) {
    for notes in parts {
      self.parts.append(Part(notes, firstVoice: voiceCount))
      voiceCount += notes.voices.count
    }
    let ranks = Self.ranks(parts)
    places.reserveCapacity(parts.reduce(0) { $0 + $1.entries.count })
    for (part, notes) in parts.enumerated() {
      for (index, entry) in notes.entries.enumerated() {
        places.append(
          Place(
            at: entry.at, rank: ranks[part][Int(entry.voice)], part: Int32(clamping: part),
            index: Int32(clamping: index)))
      }
    }
    places.sort { a, b in
      if a.at != b.at { return a.at < b.at }
      return a.rank != b.rank ? a.rank < b.rank : (a.part, a.index) < (b.part, b.index)
    }
  }

  /// Of every voice its place in the order of rules and keys; the same for the same identity.
  private static func ranks(_ parts: [EventNotes]) -> [[Int32]] {
    func isBefore(_ a: (part: Int, voice: Int), _ b: (part: Int, voice: Int)) -> Bool {
      let (a, b) = (parts[a.part].voices[a.voice], parts[b.part].voices[b.voice])
      return a.template.ruleIndex != b.template.ruleIndex
        ? a.template.ruleIndex < b.template.ruleIndex : a.template.key < b.template.key
    }
    let order = parts.indices.flatMap { part in
      parts[part].voices.indices.map { (part: part, voice: $0) }
    }.sorted(by: isBefore)
    var ranks = parts.map { [Int32](repeating: 0, count: $0.voices.count) }
    for (former, voice) in zip(order, order.dropFirst()) {
      let step: Int32 = isBefore(former, voice) ? 1 : 0
      ranks[voice.part][voice.voice] = ranks[former.part][former.voice] + step
    }
    return ranks
  }

  /// Forgets the events of all rules but these.
  mutating func keep(rules names: [String]) {
    let isWanted = parts.map { $0.notes.voices.map { names.contains($0.template.rule) } }
    places.removeAll { place in
      let part = Int(place.part)
      return !isWanted[part][Int(parts[part].notes.entries[Int(place.index)].voice)]
    }
  }
}

extension EventLog: RandomAccessCollection {
  /// Zero.
  package var startIndex: Int { 0 }
  /// How many events there are.
  package var endIndex: Int { places.count }

  /// The event at a place, put together.
  package subscript(position: Int) -> Transition {
    let place = places[position]
    return parts[Int(place.part)].notes[Int(place.index)]
  }

  /// Writes every event as a line of JSON.
  func writeLines(to streams: Streams) {
    var stencils = [EventStencil?](repeating: nil, count: voiceCount)
    var moment = EventMoment(event: .fire, at: Timestamp(nanoseconds: 0))
    // Some lines at a time, all that follows a call being the same for them.
    for first in stride(from: 0, to: places.count, by: Self.linesAtOnce) {
      streams.out(writing: { bytes in
        for place in places[first...].prefix(Self.linesAtOnce) {
          let (part, index) = (parts[Int(place.part)], Int(place.index))
          let voice = Int(part.notes.entries[index].voice)
          let number = part.firstVoice + voice
          let stencil = stencils[number] ?? EventStencil(part.notes.voices[voice].template)
          stencils[number] = stencil
          part.notes.write(index, by: stencil, &moment, to: &bytes)
        }
      })
    }
  }

  private static let linesAtOnce = 64
}
