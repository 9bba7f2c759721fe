// The threads that read the files of a load.
import Columns
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// How many processors this machine offers.
package let processorCount = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

/// Reads files, and parts of large ones, with several threads that take the next when done.
final class LoadCrew: Sendable {
  /// One thing to read.
  private struct Item {
    let place: Int
    let part: FilePart?
    /// Its share of the bytes on disk.
    let bytes: Int64
  }

  private struct State {
    var results: [Int: FileRead] = [:]
    var bytes: Int64 = 0
    var rows = 0
    var done = 0
  }

  private let survey: Survey
  private let schemas: [String: SeriesSchema]
  private let items: [Item]
  private let totalBytes: Int64
  private let threads: Int
  private let purpose: ReadPurpose
  private let next = Atomic<Int>(0)
  private let stopped = Atomic<Bool>(false)
  private let state = Mutex(State())

  /// Files without a series of `schemas` are passed over, unless their moments are wanted too.
  init(
    _ survey: Survey, schemas: [String: SeriesSchema], threads: Int,
    purpose: ReadPurpose = .keeping
  ) {
    self.survey = survey
    self.purpose = purpose
    self.schemas = schemas
    self.threads = max(1, threads)
    var items: [Item] = []
    for (place, file) in survey.files.enumerated() {
      let own = survey.series.schemas(of: schemas, fitting: place)
      let isNeeded = file.recognition.offers.contains { own[$0.schema.name] != nil }
      guard isNeeded || purpose == .spanning else { continue }
      let parts = FilePart.parts(of: file, bytes: survey.partBytes)
      items += parts.map {
        Item(place: place, part: $0, bytes: $0.range.upperBound - $0.range.lowerBound)
      }
      if parts.isEmpty { items.append(Item(place: place, part: nil, bytes: file.source.size)) }
    }
    self.items = items
    totalBytes = items.reduce(0) { $0 + $1.bytes }
  }

  var isCancelled: Bool { stopped.load(ordering: .relaxed) }

  /// What each file brought, in the order of the files; handed over once.
  func takeReads() -> [FileRead] {
    var results = state.withLock { state in
      defer { state.results = [:] }
      return state.results
    }
    var reads: [FileRead] = []
    for (index, item) in items.enumerated() {
      guard let result = results.removeValue(forKey: index) else { continue }
      if let last = reads.last, last.place == item.place {
        reads[reads.count - 1].append(result)
      } else {
        reads.append(result)
      }
    }
    return reads.map { read in
      var whole = read.endsInsideQuotes ? reread(read) : read
      guard purpose != .measuring else { return whole }
      let own = survey.series.schemas(of: schemas, fitting: read.place)
      whole.addSums(survey.files[read.place], own)
      whole.takeOneSide(survey.files[read.place])
      return whole
    }
  }

  /// A quoted cell may hide line breaks, so that a part of a file may have begun amid one, which
  /// the part before then ends in: the file is read once more as a whole.
  private func reread(_ read: FileRead) -> FileRead {
    guard items.contains(where: { $0.place == read.place && $0.part != nil }) else { return read }
    return reading(read.place).run { _, _ in true }
  }

  private func reading(_ place: Int) -> FileReading {
    FileReading(
      survey.files[place], place: place,
      schemas: survey.series.schemas(of: schemas, fitting: place), purpose: purpose)
  }

  /// Reads everything; only the calling thread tells of progress.
  func run(_ progress: (LoadProgress) -> Bool) {
    var others: [pthread_t] = []
    for _ in 1..<max(1, min(threads, items.count)) {
      if let thread = start() { others.append(thread) }
    }
    work { if !progress(self.progress(at: $0)) { self.stopped.store(true, ordering: .relaxed) } }
    for thread in others { pthread_join(thread, nil) }
    if !isCancelled, let last = survey.files.indices.last {
      if !progress(self.progress(at: last)) { stopped.store(true, ordering: .relaxed) }
    }
  }

  private func start() -> pthread_t? {
    var thread = pthread_t()
    let crew = Unmanaged.passRetained(self)
    let status = pthread_create(&thread, nil, { context in
      if let context { Unmanaged<LoadCrew>.fromOpaque(context).takeRetainedValue().work { _ in } }
      return nil
    }, crew.toOpaque())
    if status == 0 { return thread }
    crew.release()
    return nil
  }

  /// Takes one item after another until there is none; `tell` gets the place of the file at hand.
  private func work(_ tell: (Int) -> Void) {
    while !isCancelled {
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard index < items.count else { return }
      let item = items[index]
      var reading = reading(item.place)
      // Where there is less to read than there are threads, the others would be idle.
      reading.unpacksAhead = threads > 1 && item.bytes > totalBytes / Int64(threads)
      func report(_ bytes: Int64, _ rows: Int) -> Bool {
        state.withLock {
          $0.bytes += bytes
          $0.rows += rows
        }
        if !isCancelled { tell(item.place) }
        return !isCancelled
      }
      let read = reading.run(item.part, report)
      state.withLock {
        $0.results[index] = read
        $0.done += 1
      }
      if !isCancelled, items.count < 64 || index % 16 == 0 { tell(item.place) }
    }
  }

  private func progress(at place: Int) -> LoadProgress {
    let (bytes, rows, done) = state.withLock { ($0.bytes, $0.rows, $0.done) }
    let total = totalBytes
    let share = items.isEmpty ? 1 : Double(done) / Double(items.count)
    return LoadProgress(
      filesDone: Int(Double(survey.files.count) * share), fileCount: survey.files.count,
      bytesRead: done == items.count ? total : min(bytes, total), bytesTotal: total, rows: rows,
      path: survey.files[place].path)
  }
}
