// Numbers and times out of JSON values.
import Quantities

extension Literal {
  /// The number under a key, written as a number or as text; nil where there is none.
  func number(_ key: String) -> Double? { self[key]?.number }

  /// The value as a number; NaN for a word of NaN, nil for anything that is none.
  var number: Double? {
    guard var text else { return nil }
    return text.withUTF8 { bytes in
      switch CellScale(.ratio).read(bytes) {
      case .value(let value): value
      case .notFinite: Double.nan
      case .empty, .malformed: nil
      }
    }
  }

  /// The value of a key as a cell in some scale.
  func cell(_ key: String, _ scale: CellScale) -> CellValue {
    guard let value = self[key], value != .null else { return .empty }
    guard var text = value.text else { return .malformed }
    return text.withUTF8 { scale.read($0) }
  }

  /// The moment under a key: an epoch of any unit, or a time in words.
  func time(_ key: String) -> Int64? { self[key]?.time }

  /// The value as a moment.
  var time: Int64? {
    guard var text else { return nil }
    var scanner = TimeScanner()
    let read = text.withUTF8 { scanner.read($0) }
    guard case .time(let moment) = read else { return nil }
    return moment
  }

  /// The text under a key.
  func text(_ key: String) -> String? { self[key]?.text }

  /// True where every key is there.
  func has(_ keys: String...) -> Bool { keys.allSatisfy { self[$0] != nil } }
}
