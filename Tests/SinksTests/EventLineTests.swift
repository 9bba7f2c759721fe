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
