// Metrics of warnings: what scores said of the events that followed them.
import Quantities

extension MetricFunctions {
  private static let past: [MetricParameter] = [
    .samples("score", nil), .samples("event", .ratio),
  ]
  private static let leads: [MetricParameter] = [
    .constant("min_lead", .seconds, default: 15), .constant("max_lead", .seconds, default: 600),
  ]
  private static let threshold = MetricParameter.constant("threshold", nil)
  private static let calls = "iei[30d], liq_burst[30d]"

  private static func ranked(
    _ name: String, _ rest: String, gives unit: Unit,
    _ value: @escaping @Sendable (WarningRecord) -> Metric<Double>
  ) -> MetricFunction {
    .window(
      .named(name, as: "\(name)(\(calls))\(rest)"), past + leads, gives: .in(unit)
    ) { value(WarningRecord($0, leads: 0)) }
  }

  /// At a threshold: an alarm wherever the score is at least that.
  private static func alarmed(
    _ name: String, _ rest: String, gives unit: Unit,
    _ value: @escaping @Sendable (WarningRecord, _ threshold: Double) -> Metric<Double>
  ) -> MetricFunction {
    .window(
      .named(name, as: "\(name)(\(calls), 90%)\(rest)"), past + [threshold] + leads,
      gives: .in(unit)
    ) { value(WarningRecord($0, leads: 1), $0.numbers[0]) }
  }

  /// How good warnings were.
  static let evaluation: [MetricFunction] = [
    ranked("eval_auroc", " > 0.7", gives: .ratio) { $0.ranking.auroc },
    ranked("eval_auprc", " > 0.3", gives: .ratio) { $0.ranking.auprc },
    ranked("eval_brier", " < 0.1", gives: .ratio) { $0.forecasts.brier },
    ranked("eval_bss", " > 0", gives: .ratio) { $0.forecasts.brierSkill },
    ranked("eval_logloss", " < 0.3", gives: .ratio) { $0.forecasts.logLoss },
    alarmed("eval_recall", " > 50%", gives: .percent) { $0.episodes($1).recall },
    alarmed("eval_precision", " > 30%", gives: .percent) { $0.settledEpisodes($1).precision },
    alarmed("eval_lead_time", " > 1m", gives: .seconds) { $0.episodes($1).leadTime() },
    alarmed("eval_f1", " > 0.4", gives: .ratio) { $0.confusion($1).f1 },
    alarmed("eval_mcc", " > 0.3", gives: .ratio) { $0.confusion($1).correlation },
    .window(
      .named("eval_usefulness", as: "eval_usefulness(\(calls), 90%, 0.8) > 0"),
      past + [threshold, .constant("mu", .ratio, default: 0.5)] + leads, gives: .in(.ratio)
    ) { window in
      WarningRecord(window, leads: 2).confusion(window.numbers[0])
        .usefulness(preference: window.numbers[1]).map(\.absolute)
    },
  ]
}

/// What scores said and what happened, as far as both are known.
struct WarningRecord {
  private let times: [Double]
  private let scores: [Double]
  private let lead: EpisodeScore.LeadWindow
  /// Seconds of the end of the window.
  private let now: Double
  /// Where events begin, and until when each lasts.
  private let events: [(start: Double, end: Double)]

  /// The first input are scores, the second is above 0 while an event lasts; the numbers from
  /// `place` on are the shortest and the longest lead.
  init(_ window: MetricWindow, leads place: Int) {
    let origin = window.now &- (window.inputs.map(\.width).max() ?? 0)
    let (score, event) = (window.inputs[0], window.inputs[1])
    times = score.values.indices.map { score.seconds($0, since: origin) }
    scores = score.all
    now = Double(window.now &- origin) / 1e9
    lead = EpisodeScore.LeadWindow(
      minimum: window.numbers[place], maximum: window.numbers[place + 1])
    var found: [(start: Double, end: Double)] = []
    for index in event.values.indices where event.values[index] > 0 {
      let time = event.seconds(index, since: origin)
      if let last = found.last, time - last.end < EpisodeScore.mergeGap {
        found[found.count - 1].end = time
      } else {
        found.append((time, time))
      }
    }
    events = found
  }

  /// Samples outside events whose lead window has passed, each with whether an event began in it.
  private var labelled: (scores: [Double], outcomes: [Bool]) {
    var kept: ([Double], [Bool]) = ([], [])
    var next = 0
    for (time, score) in zip(times, scores) where time + lead.maximum <= now {
      while next < events.count, events[next].end < time { next += 1 }
      if next < events.count, events[next].start <= time { continue }
      kept.0.append(score)
      kept.1.append(
        events[next...].contains {
          $0.start > time + lead.minimum && $0.start <= time + lead.maximum
        })
    }
    return kept
  }

  var ranking: ScoredOutcomes {
    let kept = labelled
    return ScoredOutcomes(scores: kept.scores, outcomes: kept.outcomes)
  }

  var forecasts: Forecasts {
    let kept = labelled
    return Forecasts(forecasts: kept.scores, outcomes: kept.outcomes)
  }

  func confusion(_ threshold: Double) -> Confusion {
    let kept = labelled
    return Confusion(scores: kept.scores, outcomes: kept.outcomes, threshold: threshold)
  }

  /// Alarms against events, all of them.
  func episodes(_ threshold: Double) -> EpisodeScore { episodes(threshold, until: now) }

  /// The same without the alarms that an event may still follow.
  func settledEpisodes(_ threshold: Double) -> EpisodeScore {
    episodes(threshold, until: now - lead.maximum)
  }

  private func episodes(_ threshold: Double, until end: Double) -> EpisodeScore {
    let alarms = EpisodeScore.alarms(times: times, scores: scores, threshold: threshold)
    return EpisodeScore(
      alarms: alarms.filter { $0 <= end }, events: events.map(\.start), window: lead, span: now)
  }
}
