// What a start, a scan and a load of the built binary may cost, told by counters of the kernel:
// pages touched and memory held do not depend on how busy the machine is.
import Glibc
import Testing

/// What one run of a program took.
private struct Cost {
  /// Pages it touched for the first time, most of them 4 KiB.
  var faults = 0
  /// The most memory it held, in KiB, as last seen before its end.
  var peak = 0
  /// Processor time of user and kernel.
  var seconds = 0.0
  var status: Int32 = -1

  /// Runs a program to its end; nothing it prints is kept.
  init(_ words: [String], environment: [String] = []) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    for stream in [Int32(0), 1, 2] {
      posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_RDWR, 0)
    }
    defer { posix_spawn_file_actions_destroy(&actions) }
    var child: pid_t = -1
    withCStrings(words) { arguments in
      withCStrings(["PATH=/usr/bin:/bin", "TZ=UTC"] + environment) { variables in
        _ = posix_spawn(&child, words[0], &actions, nil, arguments, variables)
      }
    }
    guard child > 0 else { return }
    wait(for: child)
  }

  private mutating func wait(for child: pid_t) {
    var usage = rusage()
    // The kernel counts the memory of a process before it became this program too, so that its
    // own is looked at while it runs.
    while wait4(child, &status, WNOHANG, &usage) == 0 {
      peak = max(peak, Self.memory(of: child))
      usleep(500)
    }
    faults = usage.ru_minflt
    for time in [usage.ru_utime, usage.ru_stime] {
      seconds += Double(time.tv_sec) + Double(time.tv_usec) / 1e6
    }
  }

  private static func memory(of process: pid_t) -> Int {
    let status = contents("/proc/\(process)/status") ?? ""
    // Until it has become the program, it is still the tests.
    guard status.hasPrefix("Name:\tbrink\n") else { return 0 }
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
    return Int(String(line.filter { $0.isNumber })) ?? 0
  }
}

@Suite(.serialized, .enabled(if: builtBinary != nil, "the binary is not built"))
struct ProcessGateTests {
  private let home = TemporaryFolder()
  private let brink = builtBinary ?? ""

  /// Rows of minutes, one symbol after the other, three values each.
  private func table(symbols: Int, minutes: Range<Int>) -> String {
    var text = "time,symbol,alpha,beta,gamma\n"
    for symbol in 0..<symbols {
      for minute in minutes {
        text += "\(1_704_067_200 + 60 * minute),S\(symbol)USDT,\(minute).25,-0.\(minute),7\n"
      }
    }
    return text
  }

  private func cost(_ words: String...) -> Cost {
    let cost = Cost([brink] + words)
    #expect(cost.status == 0)
    return cost
  }

  /// Seen to fail: a scan that keeps its samples, 40,568 KiB and 4,588 pages.
  @Test func aScanHoldsLittleHoweverLongTheFile() {
    let short = home.file("short.csv", table(symbols: 2, minutes: 0..<1_000))
    let long = home.file("long.csv", table(symbols: 4, minutes: 0..<120_000))
    let (small, large) = (
      cost("describe", "--statistics", short), cost("describe", "--statistics", long)
    )
    #expect(large.peak <= 32 << 10, "a scan of 17 MB held \(large.peak) KiB")
    // Kept, the samples alone would be 2,900 pages.
    let more = large.faults - small.faults
    #expect(more < 1_000, "a scan of 17 MB touched \(more) pages more than one of 60 KB")
  }

  /// A load touches the memory of what it keeps, and little besides. Seen to fail: every
  /// column copied as it is handed over, 4,352 pages for 1,523.
  @Test func aLoadTouchesWhatItKeeps() {
    func path(_ symbols: Int, _ minutes: Int) -> String {
      var text = "time,symbol,alpha\n"
      for row in 0..<symbols * minutes {
        text += "\(1_704_067_200 + row % minutes * 60),S\(row / minutes)USDT,\(row).25\n"
      }
      return home.file("load-\(symbols).csv", text)
    }
    let more = cost("describe", path(12, 60_000)).faults - cost("describe", path(2, 100)).faults
    // The values of each symbol, and the times of one for all of them.
    let kept = 13 * 60_000 * 8 / 4_096
    #expect(more < kept * 2, "a load of \(kept) pages touched \(more)")
  }

  /// What is joined leaves its memory to what is joined after it. Seen to fail: pieces held until
  /// all are joined, 1,684 pages for 742.
  @Test func joinedFilesMakeRoomForTheNext() {
    for symbol in 0..<12 {
      for day in 0..<6 {
        let minutes = day * 1_440..<(day + 1) * 1_440
        _ = home.file(
          "many-\(symbol)-\(day).csv",
          table(symbols: 1, minutes: minutes).replacing("S0", with: "S\(symbol)"))
      }
    }
    let few = cost("describe", home.path + "/many-0-*.csv").faults
    let more = cost("describe", home.path + "/many-*.csv").faults - few
    // Three columns and the times of eleven more symbols.
    let kept = 11 * 6 * 1_440 * 4 * 8 / 4_096
    #expect(more < kept * 2, "a load of \(kept) pages in 66 files touched \(more)")
  }

  /// The least of some runs: whatever else the machine does only adds to them.
  private func least(_ runs: Int, _ body: () -> Cost) -> Cost {
    (0..<runs).map { _ in body() }.min { $0.seconds < $1.seconds } ?? body()
  }

  /// Rules and a table that give a run nothing to do but to start.
  private func quietRun() -> [String] {
    let rules = home.file(
      "quiet.brink",
      """
      brink 1
      series alpha: gauge x by symbol
      alert high when alpha > 1000000 for 1m
      """)
    return ["run", rules, "--data", home.file("quiet.csv", table(symbols: 1, minutes: 0..<10))]
  }

  @Test func aStartIsNearThatOfTheSmallestProgram() {
    let base = least(15) { Cost(["/bin/true"]) }
    for (words, pages) in [(["--version"], 900), (quietRun(), 1_300)] {
      let start = least(15) { Cost([brink] + words) }
      // The libraries of a debug build are found one by one.
      let allowance = _isDebugAssertConfiguration() ? 0.020 : 0.005
      let limit = base.seconds * 3 + allowance
      #expect(start.seconds <= limit, "\(words[0]) takes \(start.seconds) s of processor time")
      #expect(start.faults - base.faults < pages, "\(words[0]) touches \(start.faults) pages")
    }
  }

  /// A line as cron has it is read without the argument parser, whose types take dozens of
  /// pages to make; the same line in an unusual spelling is not.
  @Test func aPlainLineIsReadWithoutTheParser() {
    func least(_ every: String...) -> Int {
      let words = [brink] + quietRun() + every
      return (0..<5).map { _ in Cost(words).faults }.min() ?? 0
    }
    let (plain, unusual) = (least("--every", "1m"), least("--every=1m"))
    #expect(unusual - plain > 20, "plain words touch \(plain) pages, unusual ones \(unusual)")
  }

  /// The libraries that would make a start twice as long are not asked for.
  @Test func aStartLoadsNoHeavyLibrary() {
    let loaded = runToEnd([brink, "--version"], in: home, tracingLibraries: true).output
    #expect(loaded.contains("libc"))
    for name in [
      "libFoundation.so", "lib_FoundationICU", "libFoundationInter", "libarchive", "libedit",
      "libtinfo",
    ] {
      #expect(!loaded.contains(name), "\(name) is loaded at the start")
    }
  }
}
