// Work of the feeds: tables with the quirks of real archives, plain and packed.
import Feeds
import Glibc
import Synthesis

/// Tables of one quirk each, written once.
struct WorkbenchTables {
  let seed: UInt64
  let folder: String
  let rows: Int

  /// A table whose cells are spelled one way; its path.
  func table(_ name: String, _ cell: (inout Xoshiro256) -> String) -> String {
    var random = Xoshiro256(seed: seed, stream: name)
    var text = "time,symbol,x [x],y [x],z [x]\n"
    var time = 1_722_816_000_000
    for row in 0..<rows {
      text += "\(time),S\(row % 20),\(cell(&random)),\(cell(&random)),\(cell(&random))\n"
      if row % 20 == 19 { time += 60_000 }
    }
    let path = "\(folder)/\(name).csv"
    guard let file = fopen(path, "w") else { return path }
    fputs(text, file)
    fclose(file)
    return path
  }

  /// A file packed by gzip beside itself; its path, or nil where there is no gzip.
  func packed(_ path: String) -> String? {
    var child = pid_t()
    let texts = ["gzip", "-kf", path]
    let words: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) }
    defer { for word in words { free(word) } }
    guard posix_spawnp(&child, "gzip", nil, nil, words + [nil], environ) == 0 else { return nil }
    var status: Int32 = 0
    waitpid(child, &status, 0)
    return status == 0 ? path + ".gz" : nil
  }
}

extension Work {
  /// Loading the same table in several spellings of its numbers.
  static func parsing(_ tables: WorkbenchTables) -> [Work] {
    func price(_ random: inout Xoshiro256) -> Int {
      Int.random(in: 100_000...9_999_999, using: &random)
    }
    let plain = tables.table("plain") { random in
      let cents = price(&random)
      return "\(cents / 100).\(cents % 100)"
    }
    let padded = tables.table("padded") { random in "\(price(&random)).5000000000000000" }
    let odd = tables.table("odd") { random in
      ["", "0E-16", "-5", "-5.00", "1e-7"][Int.random(in: 0..<5, using: &random)]
    }
    let quoted = tables.table("quoted") { random in "\"\(price(&random)).25\"" }
    var works = [
      loading("parse decimals", plain, tables), loading("parse padded decimals", padded, tables),
      loading("parse empty and odd cells", odd, tables),
      loading("parse quoted cells", quoted, tables),
    ]
    if let path = tables.packed(plain) { works.append(loading("parse gzip", path, tables)) }
    return works
  }

  private static func loading(_ name: String, _ path: String, _ tables: WorkbenchTables) -> Work {
    let found = survey(FeedRequest(paths: [path]))
    return Work(name, rows: tables.rows) { load(found).report.rows }
  }
}
