// Times every piece of the product's work, and its cold start where BRINK names a binary.
import Benchmark
import Glibc
import Workbench

let benchmarks: @Sendable () -> Void = {
  // The harness reads processor time in steps of 10 ms; this one has nanoseconds.
  let perRow = BenchmarkMetric.custom("Processor time a row (ns)", useScalingFactor: false)
  Benchmark.defaultConfiguration = .init(
    metrics: [perRow, .wallClock, .peakMemoryResident], warmupIterations: 1,
    maxDuration: .seconds(2), maxIterations: 20)
  let seed = getenv("BRINK_SEED").flatMap { UInt64(String(cString: $0)) } ?? 20_240_805
  let folder = scratchFolder()
  for work in Work.all(seed: seed, folder: folder) {
    Benchmark(work.name) { benchmark in
      let begin = processorTime()
      for _ in benchmark.scaledIterations { blackHole(work.run()) }
      benchmark.measurement(perRow, (processorTime() - begin) / max(1, work.rows))
    }
  }
  if let binary = getenv("BRINK").map({ String(cString: $0) }) {
    Benchmark("cold start") { benchmark in
      for _ in benchmark.scaledIterations { coldStart(binary) }
    }
  }
}

/// Nanoseconds of all threads of this process.
private func processorTime() -> Int {
  var now = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now)
  return now.tv_sec * 1_000_000_000 + now.tv_nsec
}

/// A folder of its own for the tables.
private func scratchFolder() -> String {
  let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
  var template = Array("\(parent)/brink-workbench-XXXXXX".utf8CString)
  return mkdtemp(&template).map { String(cString: $0) } ?? parent
}

/// From exec to exit of `brink --version`.
private func coldStart(_ binary: String) {
  var child = pid_t()
  var words: [UnsafeMutablePointer<CChar>?] = [strdup(binary), strdup("--version"), nil]
  defer { for word in words { free(word) } }
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
  defer { posix_spawn_file_actions_destroy(&actions) }
  guard posix_spawn(&child, binary, &actions, nil, &words, environ) == 0 else {
    fatalError("\(binary) cannot be started")
  }
  var status: Int32 = 0
  waitpid(child, &status, 0)
}
