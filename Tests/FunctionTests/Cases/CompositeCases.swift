// Percentiles, pooled indices and their evaluation: from vectors to kernels.

import Functions

extension Vectors {
  static let composite: Evaluator = { c in
    switch c.metric {
    case "pctl":
      return [
        "pctl": .of(
          Percentile.of(
            try c.number("x"), in: try c.numbers("reference"), minimum: try c.integer("min_n")))
      ]
    case "iei_pool":
      let pool = Pool.of(
        try c.array("pillars").map(\.number), weights: try c.numbers("weights"))
      return [
        "iei_logit": .of(pool, \.logit), "iei_geo": .of(pool, \.geometric),
        "iei_noisy_or": .of(pool, \.noisyOr), "coverage": .of(pool, \.coverage),
      ]
    case "iei_ciss": return try ciss(c)
    case "eval_auroc": return try scores(c)
    case "eval_precision": return try threshold(c)
    case "eval_lead_time":
      let score = EpisodeScore(
        alarms: try c.numbers("alarms"), events: try c.numbers("events"),
        window: .init(
          minimum: try c.number("min_lead_s"), maximum: try c.number("max_lead_s")),
        span: try c.number("span_s"))
      return [
        "eval_recall": .of(score.recall), "eval_precision": .of(score.precision),
        "lead_times": .numbers(score.leadTimes), "eval_lead_time": .of(score.leadTime()),
        "false_alarms_per_day": .of(score.falseAlarmsPerDay),
      ]
    default: return [:]
    }
  }

  private static func ciss(_ c: VectorCase) throws -> [String: Answer] {
    if c.has("history") {
      var correlation = PillarCorrelation(lambda: try c.number("lam"))
      for row in try c.matrix("history") { correlation.add(row) }
      return ["corr": .matrix(correlation.matrix.value ?? [])]
    }
    let stress = PillarCorrelation.stress(
      try c.numbers("pillars"), weights: try c.numbers("weights"),
      correlation: try c.matrix("corr"))
    return ["iei_ciss": .of(stress), "iei_ciss_sqrt": .of(stress.map { $0.squareRoot() })]
  }

  private static func scores(_ c: VectorCase) throws -> [String: Answer] {
    let scores = try c.numbers("score")
    let outcomes = try c.numbers("y").map { $0 == 1 }
    let ranking = ScoredOutcomes(scores: scores, outcomes: outcomes)
    let forecasts = Forecasts(forecasts: scores, outcomes: outcomes)
    return [
      "eval_auroc": .of(ranking.auroc), "eval_auprc": .of(ranking.auprc),
      "eval_brier": .of(forecasts.brier), "eval_bss": .of(forecasts.brierSkill),
      "reliability": .of(forecasts.parts, \.reliability),
      "resolution": .of(forecasts.parts, \.resolution),
      "uncertainty": .of(forecasts.parts, \.uncertainty),
      "eval_logloss": .of(forecasts.logLoss),
    ]
  }

  private static func threshold(_ c: VectorCase) throws -> [String: Answer] {
    let table = Confusion(
      scores: try c.numbers("score"), outcomes: try c.numbers("y").map { $0 == 1 },
      threshold: try c.number("threshold"))
    let usefulness = table.usefulness(preference: try c.number("mu"))
    return [
      "tp": .count(table.truePositives), "fp": .count(table.falsePositives),
      "fn": .count(table.falseNegatives), "tn": .count(table.trueNegatives),
      "eval_precision": .of(table.precision), "eval_recall": .of(table.recall),
      "eval_f1": .of(table.f1), "eval_mcc": .of(table.correlation),
      "eval_usefulness": .of(usefulness, \.absolute),
      "eval_usefulness_rel": .inner(usefulness, \.relative),
    ]
  }
}
