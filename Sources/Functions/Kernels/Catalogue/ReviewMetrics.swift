// The metrics of manipulation, the index and its evaluation.

extension MetricCatalogue {
  static let manipulation: [Row] = [
    ("cancel_ratio", "x", .convention, "cancelled / submitted quantity"),
    ("order_trade_ratio", "x", .convention, "messages / trades"),
    ("fleeting_ratio", "0…1", .convention, "share of cancelled orders that lived under 0.1 s"),
    ("spoof_score", "0…1", .own, "unfilled quantity of spoof-like orders / submitted"),
    ("layering_score", "0…1", .own, "share of time with a wall that then vanished at once"),
    ("quote_stuffing_z", "σ", .published, "messages per second against those before"),
    ("benford_mad", "x", .published, "mean deviation of first digits from log10(1 + 1/d)"),
    ("benford_chi2", "χ²(8)", .published, "chi-square of first digits"),
    ("size_clustering", "0…1", .published, "share of sizes that are round"),
    ("self_trade_ratio", "0…1", .convention, "volume with one owner on both sides / volume"),
    ("venue_hhi", "0…1", .published, "Σ share²"),
    ("effective_venues", "count", .published, "1 / venue_hhi"),
    ("fragmentation", "0…1", .published, "1 − venue_hhi"),
    ("concentration_topk", "0…1", .convention, "k largest positions / all"),
    ("oracle_divergence_bps", "bps", .convention, "1e4·(mark/oracle − 1)"),
    ("oracle_breach_duration", "s", .convention, "length of the current unbroken breach"),
    ("oracle_age", "s", .convention, "time since the oracle changed"),
    ("venue_dispersion_bps", "bps", .convention, "weighted deviation of mids / weighted mean"),
    ("venue_range_bps", "bps", .convention, "(max − min)/median of mids"),
    ("manip_profit_ratio", "x", .own, "liquidations a push triggers / cost of the push"),
  ]

  static let index: [Row] = [
    ("pctl", "0…1", .convention, "(#below + ½#equal)/n, clamped by 1/(2n)"),
    ("pillar", "0…1", .own, "the mean of those of its members that are known"),
    ("iei_up", "0…1", .own, "pooled pillars of the ask side"),
    ("iei_down", "0…1", .own, "pooled pillars of the bid side"),
    ("iei", "0…1", .own, "the larger of the two sides"),
    ("iei_pool", "0…1", .own, "logistic(a + Σ w·logit p)"),
    ("iei_geo", "0…1", .own, "Π p^w"),
    ("iei_noisy_or", "0…1", .own, "1 − Π(1 − p)^w"),
    ("iei_ciss", "0…1", .published, "(w∘p)'C(w∘p)"),
    ("iei_ciss_sqrt", "0…1", .published, "√iei_ciss, on the scale of p"),
  ]

  static let evaluation: [Row] = [
    ("eval_recall", "0…1", .published, "events warned / events"),
    ("eval_precision", "0…1", .published, "alarms that hit / alarms"),
    ("eval_lead_time", "s", .published, "event − earliest alarm in its window, median"),
    ("eval_auroc", "0…1", .published, "chance that an event outranks a non-event"),
    ("eval_auprc", "0…1", .published, "Σ ΔR·P, average precision"),
    ("eval_brier", "0…1", .published, "mean (f − y)²"),
    ("eval_bss", "≤ 1", .published, "1 − BS/(ō(1 − ō))"),
    ("eval_logloss", "nats", .published, "mean −ln of the chance given to what happened"),
    ("eval_usefulness", "x", .published, "min(μπ, (1−μ)(1−π)) − (μ·FN + (1−μ)·FP)/n"),
    ("eval_f1", "0…1", .published, "2TP/(2TP + FP + FN)"),
    ("eval_mcc", "−1…1", .published, "correlation of alarm and event"),
  ]
}
