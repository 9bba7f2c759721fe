// The events of a run in the order of the log.
package import Alerting
import Columns
import Quantities
import Sinks

/// Events by time, rule in file order, key; those of one identity at one tick stay as they were
/// told. Each is put together when somebody asks for it.
package struct EventLog: Sendable {
  /// Where an event is, and what decides when it is told.
  struct Place: Comparable, Sendable {
    let at: Int64
    /// That of its voice.
    let rank: Int32
    let part: Int32
    let index: Int32

    static func < (a: Place, b: Place) -> Bool {
      if a.at != b.at { return a.at < b.at }
      return a.rank != b.rank ? a.rank < b.rank : (a.part, a.index) < (b.part, b.index)
    }
  }

  /// The events of some identities; a reference, so that looking at one copies nothing.
  final class Part: Sendable {
    let notes: EventNotes
    /// How many voices stand in the parts before.
    let firstVoice: Int

    init(_ notes: EventNotes, firstVoice: Int) {
      self.notes = notes
      self.firstVoice = firstVoice
    }
  }

  private(set) var parts: [Part] = []
  private(set) var voiceCount = 0
  private(set) var places: [Place] = []

  /// The events of all identities; none is moved, only where they are is put in order.
  init(_ parts: [EventNotes] = []) {
    for notes in parts {
      self.parts.append(Part(notes, firstVoice: voiceCount))
      voiceCount += notes.voices.count
    }
    places = Self.places(of: parts)
  }

  /// Where the events are, in their order: put near their places by their moments first, so that
  /// only those of about the same moment have to be compared.
  private static func places(of parts: [EventNotes]) -> [Place] {
    let ranks = ranks(parts)
    let rooms = MomentRooms(parts)
    return Array(unsafeUninitializedCapacity: rooms.eventCount) { places, count in
      var next = rooms.starts
      for (part, notes) in parts.enumerated() {
        for (index, entry) in notes.entries.enumerated() {
          let room = rooms.room(of: entry.at)
          places.initializeElement(
            at: next[room],
            to: Place(
              at: entry.at, rank: ranks[part][Int(entry.voice)], part: Int32(clamping: part),
              index: Int32(clamping: index)))
          next[room] += 1
        }
      }
      count = rooms.eventCount
      for (room, start) in rooms.starts.enumerated() where next[room] - start > 1 {
        var together = UnsafeMutableBufferPointer(rebasing: places[start..<next[room]])
        together.sort()
      }
    }
  }

  /// Of every voice its place in the order of rules and keys; the same for the same identity.
  private static func ranks(_ parts: [EventNotes]) -> [[Int32]] {
    typealias Voice = (rule: Int, key: Labels, part: Int, number: Int)
    func isBefore(_ a: Voice, _ b: Voice) -> Bool {
      a.rule != b.rule ? a.rule < b.rule : a.key < b.key
    }
    var order: [Voice] = []
    for (part, notes) in parts.enumerated() {
      for (number, voice) in notes.voices.enumerated() {
        order.append((voice.template.ruleIndex, voice.template.key, part, number))
      }
    }
    order.sort(by: isBefore)
    var ranks = parts.map { [Int32](repeating: 0, count: $0.voices.count) }
    var rank: Int32 = 0
    for (place, voice) in order.enumerated() {
      if place > 0, isBefore(order[place - 1], voice) { rank += 1 }
      ranks[voice.part][voice.number] = rank
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
}

/// Stretches of time of the same length, about as many as there are events, and where the events
/// of each begin.
private struct MomentRooms {
  private let first: Int64
  private let shift: Int
  let eventCount: Int
  private(set) var starts: [Int]

  init(_ parts: [EventNotes]) {
    var (first, last, count) = (Int64.max, Int64.min, 0)
    for notes in parts {
      for entry in notes.entries { (first, last) = (min(first, entry.at), max(last, entry.at)) }
      count += notes.entries.count
    }
    let span = count == 0 ? 0 : UInt64(bitPattern: last &- first)
    self.first = first
    eventCount = count
    shift = max(0, count.leadingZeroBitCount - span.leadingZeroBitCount)
    var counts = [Int](repeating: 0, count: Int(span >> UInt64(shift)) + 1)
    starts = counts
    for notes in parts {
      for entry in notes.entries { counts[room(of: entry.at)] += 1 }
    }
    for room in starts.indices.dropFirst() { starts[room] = starts[room - 1] + counts[room - 1] }
  }

  func room(of moment: Int64) -> Int {
    Int(UInt64(bitPattern: moment &- first) >> UInt64(shift))
  }
}
