// Writing JSON: strings, and numbers that are never NaN.

/// The text as a JSON string, quotes included; only what JSON demands is escaped.
package func jsonString(_ text: String) -> String {
  var out = "\""
  out.reserveCapacity(text.utf8.count + 2)
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": out += "\\\""
    case "\\": out += "\\\\"
    case "\n": out += "\\n"
    case "\r": out += "\\r"
    case "\t": out += "\\t"
    case "\u{8}": out += "\\b"
    case "\u{C}": out += "\\f"
    case _ where scalar.value < 0x20:
      let digits = String(scalar.value, radix: 16)
      out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: out.unicodeScalars.append(scalar)
    }
  }
  return out + "\""
}

/// The text as a JSON string, or `null`.
package func jsonString(_ text: String?) -> String {
  text.map { jsonString($0) } ?? "null"
}

/// A JSON object of members already written, in this order.
package func jsonObject(_ members: [(name: String, value: String)]) -> String {
  "{" + members.map { "\(jsonString($0.name)):\($0.value)" }.joined(separator: ",") + "}"
}

/// A JSON array of elements already written.
package func jsonArray(_ elements: [String]) -> String {
  "[" + elements.joined(separator: ",") + "]"
}
