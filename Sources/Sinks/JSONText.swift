// Writing JSON: strings, and numbers that are never NaN.

/// The text as a JSON string, quotes included; only what JSON demands is escaped.
package func jsonString(_ text: String) -> String {
  var out = ByteBuffer(capacity: text.utf8.count + 2)
  out.append(json: text)
  return out.text
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
