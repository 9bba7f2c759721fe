// Reading the words of a command line: moments, spans, labels, parameter settings.
package import Columns
package import Language
package import Quantities

/// A moment of the command line.
package typealias Moment = Timestamp
/// A length of time of the command line.
package typealias Span = TimeSpan
/// A `--set` of the command line.
package typealias Setting = ParameterOverride
/// The labels of a `--key`.
package typealias KeyLabels = Labels

/// A word that cannot be read, and how to write it.
package struct ArgumentError: Error, CustomStringConvertible {
  package let description: String
}

/// Reads a moment: ISO 8601, a date or an epoch.
package func moment(_ text: String) throws -> Moment {
  guard let time = Timestamp(parsing: text) else {
    throw ArgumentError(
      description: "'\(text)' is no time; write 2024-08-05T00:15:00Z, a date or an epoch")
  }
  return time
}

/// Reads a length of time such as `15m`.
package func span(_ text: String) throws -> Span {
  guard let span = TimeSpan(literal: text), span > .zero else {
    throw ArgumentError(
      description: "'\(text)' is no length of time; write 10s, 1m, 15m, 1h")
  }
  return span
}

/// Reads `NAME=VALUE` or `NAME[KEY]=VALUE`.
package func setting(_ text: String) throws -> Setting {
  guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
    throw ArgumentError(
      description: "'\(text)' sets nothing; write --set r=95% or --set r[BTC]=95%")
  }
  let value = String(text[text.index(after: equals)...])
  let name = text[..<equals]
  guard name.hasSuffix("]"), let bracket = name.firstIndex(of: "[") else {
    return ParameterOverride(name: String(name), key: nil, value: value)
  }
  let key = name[name.index(after: bracket)...].dropLast()
  return ParameterOverride(name: String(name[..<bracket]), key: String(key), value: value)
}

/// Reads `key=value,key=value`.
package func keyLabels(_ text: String) throws -> KeyLabels {
  try Labels(
    text.split(separator: ",").map { pair in
      let parts = pair.split(separator: "=", maxSplits: 1)
      guard parts.count == 2 else {
        throw ArgumentError(
          description: "'\(pair)' is no label; write --key venue=binance,asset=BTC")
      }
      return (String(parts[0]), String(parts[1]))
    })
}
