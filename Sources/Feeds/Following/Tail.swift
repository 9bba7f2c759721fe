// One followed file: read to its present end, again and again.
import Columns
import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The following of one file.
final class Tail {
  private let file: SurveyedFile
  private let place: Int
  private let schemas: [String: SeriesSchema]
  private var reader: (any ByteReader)?
  private var pump: (any Pump)?
  private var inode: UInt64 = 0
  /// True once nothing can follow.
  private(set) var isFinished = false

  init(_ file: SurveyedFile, place: Int, schemas: [String: SeriesSchema]) {
    self.file = file
    self.place = place
    self.schemas = schemas
  }

  /// True where the file may go on beyond its present end.
  private var isGrowing: Bool {
    guard file.source.packing == .plain else { return false }
    if case .records(let plan) = file.recognition.reading { return plan.framing == .lines }
    return true
  }

  /// Reads what has come since the last time.
  func advance() -> FileRead {
    var read = FileRead(place: place)
    guard !isFinished else { return read }
    do throws(FeedFailure) {
      if pump == nil { try open() }
      try pump?.pump { _, _ in true }
      if isGrowing, wasReplaced {
        pump?.drain(into: &read, isLast: true)
        read.diagnostics.append(
          Problem.warning("W730", file.path, "the file was cut or replaced; it is read anew"))
        try open()
        try pump?.pump { _, _ in true }
        var rest = FileRead(place: place)
        pump?.drain(into: &rest, isLast: false)
        read.lineCount = 0
        read.append(rest)
        return read
      }
      isFinished = !isGrowing || reader?.hasEnded == true
    } catch {
      read.diagnostics.append(error.diagnostic)
      isFinished = true
    }
    pump?.drain(into: &read, isLast: isFinished)
    return read
  }

  private func open() throws(FeedFailure) {
    let reader = try isGrowing ? file.source.openImpatiently() : file.source.open()
    let origin = Piece.Origin(file: place)
    let input = PumpInput(
      file: file, reader: reader, origin: origin, schemas: schemas, isGrowing: isGrowing)
    self.reader = reader
    pump = input.pump()
    inode = status?.inode ?? 0
  }

  /// The file that the path names now.
  private var status: (inode: UInt64, size: Int64)? {
    var info = stat()
    guard !file.source.isStream, stat(file.path, &info) == 0 else { return nil }
    return (UInt64(info.st_ino), Int64(info.st_size))
  }

  /// True where the path names another file now, or a shorter one.
  private var wasReplaced: Bool {
    guard let status, let reader else { return false }
    return status.inode != inode || status.size < reader.bytesConsumed
  }
}

/// Remembers the events of each track's newest moment, so that a row written twice is told even
/// where its halves are read apart.
struct EventMemory {
  private struct Track: Hashable {
    let file: Int
    let series: String
    let labels: Labels
  }

  private var newest: [Track: (time: Int64, hashes: Set<UInt64>)] = [:]

  /// Drops events equal to one of the newest moment of an earlier pass.
  mutating func dropRepeats(_ read: inout FileRead) {
    for index in read.pieces.indices where !read.pieces[index].hashes.isEmpty {
      let piece = read.pieces[index]
      let name = Track(file: read.place, series: piece.series, labels: piece.labels)
      if let held = newest[name] {
        let kept = piece.times.indices.filter {
          piece.times[$0] != held.time || !held.hashes.contains(piece.hashes[$0])
        }
        if kept.count < piece.times.count {
          read.repeats += piece.times.count - kept.count
          read.pieces[index].keep(kept)
        }
      }
      remember(piece, as: name)
    }
  }

  private mutating func remember(_ piece: Piece, as name: Track) {
    guard let last = piece.times.max() else { return }
    var held = newest[name] ?? (last, [])
    if last < held.time { return }
    if last > held.time { held = (last, []) }
    for index in piece.times.indices where piece.times[index] == last {
      held.hashes.insert(piece.hashes[index])
    }
    newest[name] = held
  }
}

extension Piece {
  /// Keeps the samples at these places only.
  fileprivate mutating func keep(_ places: [Int]) {
    times = places.map { times[$0] }
    values = places.map { values[$0] }
    rows = RowNumbers(places.map { rows[$0] })
    hashes = places.map { hashes[$0] }
  }
}
