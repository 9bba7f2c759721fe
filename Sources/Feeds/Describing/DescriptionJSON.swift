// The findings of `describe` as a JSON value, and JSON values as text.
import Columns
import Quantities

extension Description {
  /// The findings as one JSON value with a fixed order of keys.
  package var json: Literal {
    .object([
      ("files", .list(files.map(\.json))),
      ("series", .list(series.map(\.json))),
    ])
  }
}

extension Description.FileFinding {
  fileprivate var json: Literal {
    .object([
      ("path", .string(path)),
      ("member", member.map { .string($0) } ?? .null),
      ("packing", .string(packing.rawValue)),
      ("format", .string(format)),
      ("evidence", .string(evidence)),
      ("decisions", .list(decisions.map { .string($0) })),
      ("book", books.map { books in
        .object([
          ("detail", .string(books.detail)),
          ("metrics", .list(books.metrics.map { .string($0) })),
        ])
      } ?? .null),
      ("counts", report?.json ?? .null),
    ])
  }
}

extension FileReport {
  /// The counts as a JSON value.
  package var json: Literal {
    let first = rejects.first.map { reject in
      Literal.object([
        ("line", .integer(reject.line)), ("column", .integer(reject.column)),
        ("what", .string(reject.isRow ? "row" : "cell")), ("reason", .string(reject.reason)),
      ])
    }
    return .object([
      ("rows", .integer(rows)), ("rejected_rows", .integer(rejects.rows)),
      ("rejected_cells", .integer(rejects.cells)), ("duplicates", .integer(duplicates)),
      ("late", .integer(late)), ("inversions", .integer(inversions)), ("nan", .integer(nan)),
      ("first_rejects", .list(first)),
    ])
  }
}

extension Description.SeriesFinding {
  fileprivate var json: Literal {
    .object([
      ("name", .string(schema.name)), ("kind", .string(schema.kind.rawValue)),
      ("unit", .string(schema.unit.text)), ("keys", .list(schema.keys.map { .string($0) })),
      ("every", .string(schema.every.literal)), ("stale", .string(schema.stale.literal)),
      ("lag", .string(schema.lag.literal)), ("origin", .string(schema.origin.rawValue)),
      ("why", .string(why)), ("files", .list(files.map { .string($0) })),
      ("measured", report?.json ?? .null),
    ])
  }
}

extension SeriesReport {
  fileprivate var json: Literal {
    func moment(_ time: Int64?) -> Literal {
      time.map { .string(Timestamp(nanoseconds: $0).description) } ?? .null
    }
    let holes = gaps.map { gap in
      Literal.object([
        ("key", .object(gap.labels.pairs.map { ($0.key, .string($0.value)) })),
        ("from", moment(gap.from)), ("to", moment(gap.to)),
      ])
    }
    return .object([
      ("tracks", .integer(tracks)), ("samples", .integer(samples)),
      ("from", moment(span?.lowerBound)), ("to", moment(span?.upperBound)),
      ("every", cadence.map { .string($0.literal) } ?? .null),
      ("coverage", coverage.map { .number(shortestDecimal($0)) } ?? .null),
      ("gaps", .integer(gapCount)), ("longest_gaps", .list(holes)),
    ])
  }
}

extension Literal {
  /// A map of these entries.
  static func object(_ entries: [(String, Literal)]) -> Literal {
    .map(entries.map { Entry(key: $0.0, value: $0.1) })
  }

  /// A whole number.
  static func integer(_ number: Int) -> Literal { .number(String(number)) }

  /// The value as JSON on one line.
  package var jsonText: String {
    var out: [UInt8] = []
    write(to: &out)
    return String(decoding: out, as: UTF8.self)
  }

  private func write(to out: inout [UInt8]) {
    switch self {
    case .null: out += "null".utf8
    case .bool(let flag): out += (flag ? "true" : "false").utf8
    case .number(let digits): out += digits.utf8
    case .string(let text): Self.quote(text, to: &out)
    case .list(let items):
      out.append(UInt8(ascii: "["))
      for (index, item) in items.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        item.write(to: &out)
      }
      out.append(UInt8(ascii: "]"))
    case .map(let entries):
      out.append(UInt8(ascii: "{"))
      for (index, entry) in entries.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        Self.quote(entry.key, to: &out)
        out.append(UInt8(ascii: ":"))
        entry.value.write(to: &out)
      }
      out.append(UInt8(ascii: "}"))
    }
  }

  private static func quote(_ text: String, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    if text.utf8.allSatisfy({ $0 >= 32 && $0 != 34 && $0 != 92 }) {
      out += text.utf8
    } else {
      for byte in text.utf8 { escape(byte, to: &out) }
    }
    out.append(UInt8(ascii: "\""))
  }

  private static func escape(_ byte: UInt8, to out: inout [UInt8]) {
    switch byte {
    case 34, 92: out += [92, byte]
    case 10: out += "\\n".utf8
    case 13: out += "\\r".utf8
    case 9: out += "\\t".utf8
    case ..<32:
      let digits = String(byte, radix: 16)
      out += ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8
    default: out.append(byte)
    }
  }
}
