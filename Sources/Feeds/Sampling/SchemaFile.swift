// The schema file beside data, `NAME.brink-schema.json`, or `--schema`: it pins what the data
// cannot say of itself.
import Columns
import Diagnostics
import Quantities

/// What a schema file pins.
struct SchemaFile: Sendable {
  /// Labels of every row that has none of its own: `venue`, `asset`, `symbol`, `vendor`, and any
  /// under `labels`.
  var labels: [(key: String, value: String)] = []
  /// The clock the file's stamps were read off.
  var clock = ClockZone.utc
  /// The time between two settlements of funding.
  var interval: TimeSpan?
  /// The name of the time column.
  var time: String?
  /// The unit of the only series of the file.
  var unit: Unit?
  /// Headers to read as others: `"Open Int": "oi [coin]"`; an empty one is ignored.
  var columns: [String: String] = [:]
  /// Declarations of series.
  var series: [SeriesSchema] = []
  /// The name of the format to read by, whatever the content looks like.
  var format: String?
  /// What one contract is worth, by symbol; under the empty name for every symbol.
  var contractSizes: [String: SizeRule] = [:]
  /// True where open interest counts longs and shorts, so that half of it is meant.
  var countsBothSides = false
  /// The moment of a snapshot whose rows say none.
  var date: Timestamp?
  var diagnostics: [Diagnostic] = []

  static let none = SchemaFile()

  /// Nothing pinned.
  private init() {}

  /// Reads a schema file.
  init(path: String) {
    do {
      let bytes = try FileReader(path: path).readHead(Limits.headerBytes)
      let value = bytes.withUnsafeBufferPointer { Literal(parsing: $0) }
      guard case .map(let entries)? = value else {
        diagnostics.append(Problem.error("E721", path, "the schema file is no JSON object"))
        return
      }
      for entry in entries { take(entry, path) }
    } catch {
      diagnostics.append(error.diagnostic)
    }
  }

  private static let words = [
    "labels", "venue", "asset", "symbol", "vendor", "tz", "interval", "time", "unit", "columns",
    "series", "format", "contract_size", "date",
    "oi_sides",
  ]

  private mutating func take(_ entry: Literal.Entry, _ path: String) {
    let text = entry.value.text ?? ""
    var isGood = true
    switch entry.key {
    case "venue", "asset", "symbol", "vendor": labels.append((entry.key, text))
    case "labels":
      for label in entry.value.entries { labels.append((label.key, label.value.text ?? "")) }
    case "tz":
      takeClock(text, path)
    case "interval":
      interval = TimeSpan(reading: text)
      isGood = interval != nil
    case "time": time = text
    case "unit":
      unit = Unit(parsing: text)
      isGood = unit != nil
    case "columns":
      for column in entry.value.entries { columns[column.key] = column.value.text ?? "" }
    case "series":
      for item in entry.value.entries { declare(item, path) }
    case "format": format = text
    case "date":
      date = Timestamp(parsing: text)
      isGood = date != nil
    case "oi_sides":
      countsBothSides = text == "both"
      isGood = text == "both" || text == "one"
    case "contract_size": isGood = takeSizes(entry.value)
    default:
      let near = nearest(to: entry.key, in: Self.words, limit: 1).first
      let hint = near.map { "; did you mean `\($0)`?" } ?? ""
      diagnostics.append(
        Problem.error("E722", path, "a schema file knows no `\(entry.key)`\(hint)"))
    }
    if !isGood {
      diagnostics.append(
        Problem.error("E723", path, "`\(entry.key)` cannot be `\(text)`: \(Self.want(entry.key))"))
    }
  }

  /// Takes one size for every symbol, or a size per symbol.
  private mutating func takeSizes(_ value: Literal) -> Bool {
    let entries = value.entries.isEmpty ? [Literal.Entry(key: "", value: value)] : value.entries
    for entry in entries {
      guard let size = SizeRule(pinned: entry.value.text ?? "") else { return false }
      contractSizes[entry.key] = size
    }
    return true
  }

  private static func want(_ key: String) -> String {
    switch key {
    case "contract_size": "write what one contract is, such as `0.01 coin` or `100 USD`"
    case "oi_sides": "write `one` (as nearly every venue counts) or `both`"
    case "date": "write a date or a time such as `2026-02-06`"
    case "interval": "write a time such as `8h`"
    default: "write a unit such as `USD`, `coin` or `%/8h`"
    }
  }

  /// Takes an offset or the name of a zone.
  private mutating func takeClock(_ text: String, _ path: String) {
    if let offset = Self.offset(text) {
      clock = ClockZone(ahead: offset.nanoseconds)
      return
    }
    do throws(ZoneFiles.Unknown) {
      clock = try ZoneFiles.clock(named: text)
    } catch {
      diagnostics.append(
        Problem.error("E723", path, "`tz` cannot be `\(text)`: \(error.words)").suggesting(
          Suggestion("write `UTC`, an offset such as `+03:00` or a zone such as `Europe/London`")))
    }
  }

  /// Reads `UTC`, `Z`, `+03:00`, `-0530`.
  private static func offset(_ text: String) -> TimeSpan? {
    if ["UTC", "Z", "GMT"].contains(text.uppercased()) { return .zero }
    guard let sign = text.first, sign == "+" || sign == "-" else { return nil }
    let digits = text.dropFirst().filter { $0 != ":" }
    guard digits.count == 4 || digits.count == 2, let number = Int64(digits) else { return nil }
    let minutes = digits.count == 2 ? number * 60 : number / 100 * 60 + number % 100
    guard minutes < 15 * 60 else { return nil }
    return .minutes(sign == "-" ? -minutes : minutes)
  }

  private mutating func declare(_ item: Literal.Entry, _ path: String) {
    let known = Catalogue.series(named: item.key)
    var schema =
      known
      ?? SeriesSchema(
        name: item.key, unit: .ratio, keys: [], origin: .declared, hasFixedKeys: false)
    schema.origin = .declared
    for entry in item.value.entries {
      let text = entry.value.text ?? ""
      var isGood = true
      func span(_ place: WritableKeyPath<SeriesSchema, TimeSpan>) {
        isGood = TimeSpan(reading: text).map { schema[keyPath: place] = $0 } != nil
      }
      switch entry.key {
      case "kind":
        if let kind = SeriesKind(rawValue: text) { schema.kind = kind } else { isGood = false }
      case "unit":
        if let unit = Unit(parsing: text) { schema.unit = unit } else { isGood = false }
      case "by":
        schema.keys = entry.value.items.compactMap(\.text).sorted()
        schema.hasFixedKeys = true
      case "every": span(\.every)
      case "stale": span(\.stale)
      case "lag": span(\.lag)
      default: isGood = false
      }
      if !isGood {
        diagnostics.append(
          Problem.error(
            "E723", path,
            "`\(entry.key)` of series `\(item.key)` cannot be `\(text)`: a series has kind, unit, "
              + "by, every, stale and lag"))
      }
    }
    series.append(schema)
  }
}

extension TimeSpan {
  /// Reads one literal such as `5m`, `36h`, `500ms`.
  init?(reading text: String) {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let count = Int64(digits), digits.count < 10,
      let atom = UnitAtom.named(text.dropFirst(digits.count)), atom.dimension == .time
    else { return nil }
    let one = atom.decimalShift == -3 ? 1_000_000 : Int64(atom.multiplier) * 1_000_000_000
    let (total, overflow) = count.multipliedReportingOverflow(by: one)
    guard !overflow else { return nil }
    self.init(nanoseconds: total)
  }
}
