// The JSON event, byte for byte as the command line's contract shows it.
import Alerting
import Columns
import Quantities
import Testing

@testable import Sinks

/// The event the contract shows.
func thinAndFull(_ event: TransitionEvent = .fire) -> Transition {
  var out = Transition(
    event: event, kind: .alert, rule: "thin_and_full", ruleIndex: 0,
    key: Labels([("venue", "binance"), ("asset", "BTC")]),
    at: Timestamp(seconds: 1_722_816_900), source: "Rules/exhaustion.brink:7:1")
  out.since = Timestamp(seconds: 1_722_816_000)
  out.episodeStart = out.since
  out.values = [
    ReportedValue(name: "oi", base: 95_000, unit: .coin),
    ReportedValue(name: "depth_1pct", base: 4_000_000, unit: .usd),
  ]
  return out
}

@Suite struct EventLineTests {
  @Test("the event of the contract")
  func contract() {
    #expect(
      eventLine(thinAndFull())
        == #"{"event":"fire","kind":"alert","rule":"thin_and_full","#
        + #""key":{"asset":"BTC","venue":"binance"},"at":"2024-08-05T00:15:00Z","#
        + #""since":"2024-08-05T00:00:00Z","#
        + #""episode":"thin_and_full{asset=BTC,venue=binance}@2024-08-05T00:00:00Z","#
        + #""level":null,"severity":null,"#
        + #""values":{"oi":{"value":95000,"unit":"coin"},"#
        + #""depth_1pct":{"value":4000000,"unit":"USD"}},"reasons":[],"message":null,"#
        + #""source":"Rules/exhaustion.brink:7:1"}"#)
  }

  @Test("unknown values, no episode, escaped text")
  func corners() {
    var event = thinAndFull(.unknown)
    event.episodeStart = nil
    event.since = nil
    event.values = [
      ReportedValue(name: "reserve", base: nil, unit: .coin),
      ReportedValue(name: "funding", base: 0.0001 / 28_800, unit: Unit(parsing: "%/8h") ?? .ratio),
      ReportedValue(name: "odd", base: .nan, unit: .usd),
      ReportedValue(name: "huge", base: 1e21, unit: .usd),
    ]
    event.reasons = ["stale reserve 31m > 30m"]
    event.message = "a \"quoted\" \\ line\nbreak\u{1B}[31m – ok"
    let line = eventLine(event)
    #expect(line.contains(#""since":null,"episode":null,"#))
    #expect(line.contains(#""reserve":{"value":null,"unit":"coin"}"#))
    #expect(line.contains(#""funding":{"value":0.01,"unit":"%/8h"}"#))
    #expect(line.contains(#""odd":{"value":null,"unit":"USD"}"#))
    #expect(line.contains(#""huge":{"value":1e21,"unit":"USD"}"#))
    #expect(line.contains(#""reasons":["stale reserve 31m > 30m"]"#))
    #expect(line.contains(#""message":"a \"quoted\" \\ line\nbreak\u001b[31m – ok""#))
  }
}

@Suite struct ByteBufferTests {
  @Test("every byte of a JSON string is escaped as it must be, wherever it stands")
  func everyPlace() {
    for scalar in UInt8(0)..<128 {
      let character = Unicode.Scalar(scalar)
      let escaped: String =
        switch scalar {
        case 0x22: "\\\""
        case 0x5c: "\\\\"
        case 0x0a: "\\n"
        case 0x0d: "\\r"
        case 0x09: "\\t"
        case 0x08: "\\b"
        case 0x0c: "\\f"
        case 0..<0x20: "\\u00" + (scalar < 16 ? "0" : "") + String(scalar, radix: 16)
        default: String(Character(character))
        }
      for place in 0..<19 {
        let (before, after) = (String(repeating: "é", count: place / 2), "abcdefghi".prefix(place))
        #expect(
          jsonString(before + String(Character(character)) + after)
            == "\"" + before + escaped + after + "\"")
      }
    }
  }

  @Test("it grows and keeps what it has")
  func growth() {
    var bytes = ByteBuffer(capacity: 1)
    for _ in 0..<100 { bytes.append("0123456789") }
    #expect(bytes.text == String(repeating: "0123456789", count: 100))
    bytes.removeAll()
    #expect(bytes.text.isEmpty)
  }
}
