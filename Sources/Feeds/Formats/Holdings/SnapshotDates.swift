// The day of a snapshot whose rows say no time: its file's name, or nobody.
import Columns
import Diagnostics
import Quantities

extension FileNames {
  /// The date in a name: `2026-02-06`, `20260206`, or with a time `20260206T043012Z`.
  static func date(in stem: String) -> Timestamp? { allDates(in: stem).first }

  /// How many dates a name holds.
  static func dates(in stem: String) -> Int { allDates(in: stem).count }

  private static func allDates(in stem: String) -> [Timestamp] {
    let bytes = Array(stem.utf8)
    var found: [Timestamp] = []
    var index = 0
    while index + 8 <= bytes.count {
      let isStart = index == 0 || bytes[index - 1] &- 48 >= 10
      if isStart {
        for length in [10, 8] where index + length <= bytes.count {
          let isEnd = index + length == bytes.count || bytes[index + length] &- 48 >= 10
          let text = String(decoding: bytes[index..<index + length], as: UTF8.self)
          let dashed =
            length == 8
            ? "\(text.prefix(4))-\(text.dropFirst(4).prefix(2))-\(text.suffix(2))" : text
          if isEnd, dashed.hasPrefix("20"), let moment = Timestamp(parsing: dashed) {
            found.append(moment)
          }
        }
      }
      index += 1
    }
    return found
  }
}

/// The claim of a format whose files are snapshots without a time.
struct DatedSnapshot {
  let format: String
  let evidence: String
  let offers: [SeriesOffer]
  let decisions: [String]

  /// A claim that reads by the date in the file's name, or says that there is none.
  func recognition(_ sample: Sample, _ reading: (Int64) -> Reading) -> Recognition {
    let date = sample.date ?? FileNames.date(in: sample.stem)
    let moment = date.map { sample.clock.utc($0.nanoseconds) } ?? 0
    var claim = Recognition(
      format: format, confidence: .certain, evidence: evidence, offers: date == nil ? [] : offers,
      reading: reading(moment), decisions: decisions)
    if let date {
      claim.decisions.append("the rows say no time; name or schema file does: \(date)")
    } else {
      claim.diagnostics.append(
        Problem.error("E742", sample.path, "the rows of this snapshot say no time").suggesting(
          Suggestion(
            "put the day into the file's name, `…-2026-02-06.csv`, or pin `\"date\"` in a schema "
              + "file beside it")))
    }
    return claim
  }
}
