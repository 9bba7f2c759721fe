// One numeric test vector, and how to ask it for its inputs.

import Foundation
import Functions
import Quantities
import Testing

/// A test vector: inputs, parameters and the outputs an independent program computed.
struct VectorCase: Decodable, Sendable, CustomTestStringConvertible {
  struct Tolerance: Decodable, Sendable {
    let rel: Double
    let abs: Double
  }

  let id: String
  let metric: String
  let inputs: JSON
  let params: JSON
  let expected: JSON
  let tolerance: Tolerance

  var testDescription: String { id }
}

/// A vector that lacks an input, which is a mistake of the test.
struct MissingInput: Error, CustomStringConvertible {
  let id: String
  let key: String
  var description: String { "\(id) has no input \(key)" }
}

extension VectorCase {
  private func value(_ key: String) -> JSON {
    inputs[key] == .null ? params[key] : inputs[key]
  }

  func has(_ key: String) -> Bool { value(key) != .null }

  func number(_ key: String) throws -> Double {
    guard let x = value(key).number else { throw MissingInput(id: id, key: key) }
    return x
  }

  func number(_ key: String, default fallback: Double) throws -> Double {
    has(key) ? try number(key) : fallback
  }

  func integer(_ key: String) throws -> Int { Int(try number(key)) }

  func string(_ key: String) throws -> String {
    guard let text = value(key).string else { throw MissingInput(id: id, key: key) }
    return text
  }

  func array(_ key: String) throws -> [JSON] {
    guard let items = value(key).array else { throw MissingInput(id: id, key: key) }
    return items
  }

  func numbers(_ key: String) throws -> [Double] {
    try array(key).map { item in
      guard let x = item.number else { throw MissingInput(id: id, key: key) }
      return x
    }
  }

  func matrix(_ key: String) throws -> [[Double]] {
    try array(key).map { row in (row.array ?? []).compactMap(\.number) }
  }

  /// Seconds as a moment, to the nearest nanosecond.
  func times(_ key: String = "t") throws -> [Timestamp] { try numbers(key).map(moment) }

  /// The evaluation time, or the last sample.
  func evaluationTime() throws -> Timestamp {
    if has("at") { return moment(try number("at")) }
    return try times().last ?? moment(0)
  }

  func span(_ key: String) throws -> TimeSpan { duration(try number(key)) }
}

/// Seconds since 1970 as a moment, to the nearest nanosecond.
func moment(_ seconds: Double) -> Timestamp {
  Timestamp(nanoseconds: Int64((seconds * 1e9).rounded()))
}

/// Seconds as a span, to the nearest nanosecond.
func duration(_ seconds: Double) -> TimeSpan {
  TimeSpan(nanoseconds: Int64((seconds * 1e9).rounded()))
}
