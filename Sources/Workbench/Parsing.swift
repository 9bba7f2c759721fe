// Work of the feeds: tables with the quirks of real archives, plain and packed.
import Feeds
import Glibc
import Quantities
import Synthesis

/// Tables of one quirk each, written once.
struct WorkbenchTables {
  let seed: UInt64
  let folder: String
  let rows: Int

  /// A table whose cells, and whose stamps of a millisecond, are spelled one way; its path.
  func table(
    _ name: String, stamp: (inout Xoshiro256, Int) -> String = { "\($1)" },
    _ cell: (inout Xoshiro256) -> String
  ) -> String {
    var random = Xoshiro256(seed: seed, stream: name)
    var text = "time,symbol,x [x],y [x],z [x]\n"
    var time = 1_722_816_000_000
    for row in 0..<rows {
      text += "\(stamp(&random, time)),S\(row % 20),"
      text += "\(cell(&random)),\(cell(&random)),\(cell(&random))\n"
      if row % 20 == 19 { time += 60_000 }
    }
    let path = "\(folder)/\(name).csv"
    guard let file = fopen(path, "w") else { return path }
    fputs(text, file)
    fclose(file)
    return path
  }

  /// A file packed by a program into one beside it; its path, or nil where there is no program.
  func packed(_ path: String, by texts: [String], into result: String) -> String? {
    var child = pid_t()
    let words: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) }
    defer { for word in words { free(word) } }
    guard posix_spawnp(&child, texts[0], nil, nil, words + [nil], environ) == 0 else { return nil }
    var status: Int32 = 0
    waitpid(child, &status, 0)
    return status == 0 ? result : nil
  }
}

extension Work {
  private static func price(_ random: inout Xoshiro256) -> Int {
    Int.random(in: 100_000...9_999_999, using: &random)
  }

  private static func decimal(_ random: inout Xoshiro256) -> String {
    let cents = price(&random)
    return "\(cents / 100).\(cents % 100)"
  }

  /// Loading the same table in several spellings of its numbers, and packed.
  static func parsing(_ tables: WorkbenchTables) -> [Work] {
    let plain = tables.table("plain") { decimal(&$0) }
    let padded = tables.table("padded") { random in "\(price(&random)).5000000000000000" }
    let odd = tables.table("odd") { random in
      ["", "0E-16", "-5", "-5.00", "1e-7"][Int.random(in: 0..<5, using: &random)]
    }
    let quoted = tables.table("quoted") { random in "\"\(price(&random)).25\"" }
    return [
      loading("parse decimals", plain, tables), loading("parse padded decimals", padded, tables),
      loading("parse empty and odd cells", odd, tables),
      loading("parse quoted cells", quoted, tables),
    ] + stamps(tables) + unpacking(plain, tables)
  }

  /// The table with its stamps as text, late by parts of a second, out of order, and repeated.
  private static func stamps(_ tables: WorkbenchTables) -> [Work] {
    let text = tables.table("text") { _, time in
      Timestamp(nanoseconds: Int64(time) * 1_000_000).description
    } _: { decimal(&$0) }
    let late = tables.table("late") { random, time in
      "\(time + Int.random(in: 0..<1_000, using: &random))"
    } _: { decimal(&$0) }
    let mixed = tables.table("mixed") { random, time in
      "\(time - 60_000 * Int.random(in: 0..<3, using: &random))"
    } _: { decimal(&$0) }
    return [
      loading("parse stamps in text", text, tables),
      loading("parse stamps that are late", late, tables),
      loading("parse repeats and disorder", mixed, tables),
    ]
  }

  /// The table packed: with the parser behind, and by itself.
  private static func unpacking(_ plain: String, _ tables: WorkbenchTables) -> [Work] {
    let packings = [
      ("gzip", ["gzip", "-kf", plain], plain + ".gz"),
      ("zip", ["zip", "-qj", plain + ".zip", plain], plain + ".zip"),
    ]
    return packings.flatMap { name, words, result -> [Work] in
      guard let path = tables.packed(plain, by: words, into: result) else { return [] }
      return [
        loading("parse \(name)", path, tables), inflating("inflate \(name)", path, tables),
      ]
    }
  }

  private static func inflating(_ name: String, _ path: String, _ tables: WorkbenchTables) -> Work {
    let source = survey(FeedRequest(paths: [path])).files.first?.source
    return Work(name, rows: tables.rows) {
      guard let reader = try? source?.open() else { return 0 }
      return withUnsafeTemporaryAllocation(byteCount: 1 << 20, alignment: 16) { room in
        var count = 0
        while let more = try? reader.read(into: room), more > 0 { count += more }
        return count
      }
    }
  }

  private static func loading(_ name: String, _ path: String, _ tables: WorkbenchTables) -> Work {
    let found = survey(FeedRequest(paths: [path]))
    return Work(name, rows: tables.rows) { load(found).report.rows }
  }
}
