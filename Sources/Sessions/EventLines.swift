// The events of a run as lines of JSON, made by several threads and written in their order.
import Alerting
import Evaluation
import Feeds
import Glibc
import Quantities
import Sinks

extension EventLog {
  /// Writes every event as a line of JSON.
  func writeLines(to streams: Streams) {
    let pieces = (count + EventLines.atOnce - 1) / EventLines.atOnce
    let threads = pieces < Self.fewPieces ? 1 : Swift.min(processorCount, Self.usefulThreads)
    let output = LineOutput(streams)
    _ = concurrentMap(count: pieces, threads: threads) { (piece, kept: inout EventLines?) in
      let lines = kept ?? EventLines(self)
      kept = lines
      if !lines.isUnheard { lines.make(piece) }
      output.take(lines, piece)
    }
  }

  /// Fewer pieces are made by one thread: another would come too late.
  private static let fewPieces = 6
  /// Making lines takes about three times as long as writing them, which one does at a time.
  private static let usefulThreads = 4
}

/// Makes lines of the events of a log, piece by piece; each thread has one.
private final class EventLines {
  private let log: EventLog
  private let parts: [Unmanaged<EventLog.Part>]
  /// The stencil of each voice that has been told.
  private var stencils: [EventStencil?]
  /// The lines of the last piece.
  private(set) var bytes = ByteBuffer(capacity: 1 << 16)
  /// True once nobody reads them.
  fileprivate(set) var isUnheard = false

  /// The events of a piece.
  static let atOnce = 128

  init(_ log: EventLog) {
    self.log = log
    parts = log.parts.map { Unmanaged.passUnretained($0) }
    stencils = Array(repeating: nil, count: log.voiceCount)
  }

  /// Makes the lines of a piece.
  func make(_ piece: Int) {
    bytes.removeAll()
    write(piece, &stencils, to: &bytes)
  }

  private func write(
    _ piece: Int, _ stencils: inout [EventStencil?], to bytes: inout ByteBuffer
  ) {
    // One for all events, so that its texts are not taken and let go.
    var moment = EventMoment(event: .fire, at: Timestamp(nanoseconds: 0))
    for place in log.places[(piece * Self.atOnce)...].prefix(Self.atOnce) {
      parts[Int(place.part)]._withUnsafeGuaranteedRef { part in
        let index = Int(place.index)
        let voice = Int(part.notes.entries[index].voice)
        let number = part.firstVoice + voice
        if stencils[number] == nil {
          stencils[number] = EventStencil(part.notes.voices[voice].template)
        }
        guard let stencil = stencils[number] else { return }
        part.notes.write(index, by: stencil, &moment, to: &bytes)
      }
    }
  }
}

/// Where threads write their pieces, each when all before it have been written.
private final class LineOutput: @unchecked Sendable {
  private let streams: Streams
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let turned = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var next = 0

  init(_ streams: Streams) {
    self.streams = streams
    pthread_mutex_init(lock, nil)
    pthread_cond_init(turned, nil)
  }

  deinit {
    pthread_cond_destroy(turned)
    pthread_mutex_destroy(lock)
    turned.deallocate()
    lock.deallocate()
  }

  /// Writes a piece in its turn.
  func take(_ lines: EventLines, _ piece: Int) {
    pthread_mutex_lock(lock)
    while next != piece { pthread_cond_wait(turned, lock) }
    streams.out(writing: { $0.append(lines.bytes) })
    lines.isUnheard = streams.isClosed
    next += 1
    pthread_cond_broadcast(turned)
    pthread_mutex_unlock(lock)
  }
}
