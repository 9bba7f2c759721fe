// What is inside the envelopes exchanges send their data in.
import Quantities

/// One payload, out of its envelope.
struct Frame {
  var value: Literal
  /// The stream, topic, channel or table it came by; empty where none is named.
  var channel = ""
  /// `snapshot`, `update`, `partial`, `linear`, … as the envelope says.
  var action = ""
  /// The symbol the envelope names.
  var symbol: String?
  /// The venue of the address a collector wrote before it.
  var venue: String?
  /// When a collector received it.
  var received: Int64?
  /// The moment of the envelope.
  var sent: Int64?
  /// The moment a schema file pins for answers that say none.
  var pinned: Int64?

  /// The moment the envelope or the collector gives, else the pinned one.
  var time: Int64? { sent ?? received ?? pinned }

  func has(_ keys: String...) -> Bool { keys.allSatisfy { value[$0] != nil } }

  /// True for this kind of event by its own word: `"e":"trade"`.
  func isEvent(_ name: String) -> Bool { value["e"]?.text == name }
}

extension Frame {
  /// The payloads of a record; none for requests and acknowledgements.
  static func frames(in record: Record) -> [Frame] {
    var frame = Frame(value: record.value)
    let prefix = record.prefix
    if prefix.contains("<-") { return [] }
    if let last = prefix.split(separator: " ").last {
      frame.received = Literal.string(String(last)).time
    }
    if let mark = prefix.firstRange(of: "://") {
      let host = prefix[mark.upperBound...].prefix { $0 != "/" && $0 != ":" && $0 != " " }
      frame.venue = Self.venue(ofHost: String(host))
    }
    return frame.opened()
  }

  private static func venue(ofHost host: String) -> String? {
    let parts = host.split(separator: ".")
    guard parts.count >= 2 else { return nil }
    return VenueNames.known(String(parts[parts.count - 2]))
  }

  /// Takes the envelope off.
  private func opened() -> [Frame] {
    guard case .map = value else { return [self] }
    if let stream = value.text("stream"), let data = value["data"] {
      return each(data, channel: stream)
    }
    if value["jsonrpc"] != nil { return openedRPC() }
    if value["retCode"] != nil, let result = value["result"] { return openedList(result) }
    if let topic = value.text("topic"), let data = value["data"] {
      return each(data, channel: topic, action: value.text("type"), sent: value.time("ts"))
    }
    if let argument = value["arg"] {
      guard let data = value["data"] else { return [] }
      var inner = self
      inner.symbol = argument.text("instId")
      return inner.each(
        data, channel: argument.text("channel") ?? "", action: value.text("action"))
    }
    if let table = value.text("table"), let data = value["data"] {
      var whole = self
      whole.value = data
      whole.channel = table
      whole.action = value.text("action") ?? ""
      return [whole]
    }
    if let channel = value.text("channel"), let data = value["data"] {
      var whole = self
      whole.value = data
      whole.channel = channel
      return [whole]
    }
    if value["code"] != nil, let data = value["data"] { return each(data, channel: "") }
    return [self]
  }

  /// JSON-RPC: what was subscribed to, or the answer to a question.
  private func openedRPC() -> [Frame] {
    if let params = value["params"] {
      guard let data = params["data"], value.text("method") == "subscription" else { return [] }
      return each(data, channel: params.text("channel") ?? "")
    }
    guard let result = value["result"] else { return [] }
    if case .list(let items) = result, items.first?.text != nil { return [] }
    return each(result, channel: "")
  }

  /// Bybit's answers: a list with what its items share beside it.
  private func openedList(_ result: Literal) -> [Frame] {
    var inner = self
    inner.symbol = result.text("symbol")
    guard let list = result["list"] else { return inner.each(result, channel: "") }
    return inner.each(
      list, channel: "", action: result.text("category"), sent: value.time("time"))
  }

  private func each(
    _ data: Literal, channel: String, action: String? = nil, sent: Int64? = nil
  ) -> [Frame] {
    var frame = self
    frame.channel = channel
    frame.action = action ?? ""
    frame.sent = sent
    guard case .list(let items) = data else {
      frame.value = data
      return [frame]
    }
    return items.map { item in
      var one = frame
      one.value = item
      return one
    }
  }
}
