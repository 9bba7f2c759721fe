// The metrics of open interest, books, flow and impact.

extension MetricCatalogue {
  static let openInterest: [Row] = [
    ("oi", "coin", .convention, "contracts of one side, converted by kind and multiplier"),
    ("oi_usd", "USD", .convention, "the same at the mark; the face value of inverse contracts"),
    ("oi_contracts", "contracts", .convention, "as reported, halved if both sides are counted"),
    ("reserve_usd", "USD", .convention, "Σ amount·price·(1 − haircut) of deliverable assets"),
    ("reserve", "coin", .convention, "reserve_usd / spot"),
    ("oi_reserve_ratio", "x", .convention, "oi_usd / reserve_usd"),
    ("pool_utilization", "x", .published, "borrows / (cash + borrows − pool reserves)"),
    ("oi_mcap_ratio", "x", .convention, "oi_usd / (circulating supply·spot)"),
    ("oi_velocity", "coin/s", .convention, "(OI(t) − OI(t − w)) / w, as-of, w = 5 m"),
    ("oi_accel", "coin/s²", .convention, "(OI(t) − 2·OI(t − w) + OI(t − 2w)) / w²"),
    ("oi_growth", "log ratio", .convention, "ln(OI(t) / OI(t − w))"),
    ("oi_zscore", "σ", .convention, "(ΔOI − mean)/sd of the n changes before; or median and MAD"),
    ("new_position_rate", "−1…1", .convention, "ΔOI / traded volume, both in contracts"),
    ("oi_turnover", "1/d", .convention, "average daily volume / oi_usd"),
    ("cover_days", "d", .published, "oi_usd / average daily volume"),
    ("zscore", "σ", .convention, "(x − mean)/sd of the values before; or median and MAD"),
    ("oi_quadrant", "label", .convention, "the signs of (ΔOI, Δprice)"),
  ]

  static let books: [Row] = [
    ("book_state", "label", .convention, "what the best prices are to each other"),
    ("best_bid", "USD/coin", .convention, "the highest price bid"),
    ("best_ask", "USD/coin", .convention, "the lowest price asked"),
    ("mid", "USD/coin", .convention, "(best ask + best bid)/2"),
    ("spread", "USD/coin", .convention, "best ask − best bid"),
    ("spread_bps", "bps", .convention, "1e4·spread/mid"),
    ("microprice", "USD/coin", .published, "I·ask + (1 − I)·bid, I = Q_bid/(Q_bid + Q_ask)"),
    ("microprice_stoikov", "USD/coin", .published, "mid + g(I, spread), g = Σ BᵏG₁ of six moves"),
    ("book_imbalance", "−1…1", .convention, "(ΣQ_bid − ΣQ_ask)/(ΣQ_bid + ΣQ_ask), n levels"),
    ("depth", "USD or coin", .convention, "Σ capacity within x of the mid, edges included"),
    ("visible_depth", "USD or coin", .convention, "the part of the band that the feed shows"),
    ("depth_change", "USD", .convention, "D_end − D_start in the band of the start's mid"),
    ("touch_size", "coin", .convention, "(best bid size + best ask size)/2"),
    ("band_imbalance", "−1…1", .convention, "(D_bid − D_ask)/(D_bid + D_ask)"),
    ("slippage_bps", "bps", .convention, "σ·1e4·(average fill/mid − 1) for a notional"),
    ("impact_bps", "bps", .convention, "the same for the last price touched"),
    ("absorbable_notional", "USD", .convention, "the most that fills at an average within x bps"),
    ("depth_drain", "0…1", .own, "1 − D/max D of the last 5 m"),
    ("depth_drain_med", "≤ 1", .own, "1 − D/median D of the last hour"),
    ("replenish_rate", "USD/s", .convention, "(D_end − D_start + taker volume)/w in one band"),
    ("recovery_ratio", "x", .published, "(D − D_trough)/(D_before − D_trough)"),
    ("resilience_halflife", "s", .convention, "when the recovery ratio reaches one half"),
    ("resilience_rate", "1/s", .published, "κ of an exponential return of depth"),
    ("sqrt_impact_bps", "bps", .published, "1e4·Y·σ_daily·√(Q/ADV)"),
  ]

  static let flow: [Row] = [
    ("effective_spread_bps", "bps", .published, "2s(P − M)/M, weighted by USD"),
    ("realized_spread_bps", "bps", .published, "2s(P − M₊ₕ)/M: what makers keep"),
    ("price_impact_bps", "bps", .published, "2s(M₊ₕ − M)/M: adverse selection"),
    ("ewma_rate", "x/s", .convention, "β·Σ xᵢ·2^(−age/hl) / (1 − 2^(−w/hl)), β = ln 2/hl"),
    ("ewma_event", "x", .convention, "Σ xᵢ·2^(−age/hl) / Σ 2^(−age/hl) over observations"),
    ("ewma_state", "x", .convention, "the time-weighted exponential mean of a state that holds"),
    ("signed_flow", "coin or USD", .convention, "Σ s·q over w = 1 m"),
    ("taker_imbalance", "−1…1", .convention, "Σ s·q / Σ q"),
    ("flow_velocity", "USD/s", .convention, "Σ q·P / w"),
    ("cvd", "coin", .convention, "Σ s·q since 00:00 UTC"),
    ("net_flow_rate", "USD/s", .convention, "exponential rate of s·q·P, half-life 30 s"),
    ("trade_intensity", "1/s", .convention, "exponential rate of trades, half-life 10 s"),
    ("hawkes_intensity", "1/s", .published, "μ + α·Σ e^(−β(t − tᵢ))"),
    ("hawkes_branching", "0…1", .published, "α/β, or 1 − √(mean/variance) of counts"),
    ("ofi", "coin", .published, "Σ of size added less removed at the best quotes"),
    ("ofi_norm", "x", .published, "ofi / mean size at the best quotes"),
    ("mlofi", "coin", .published, "the same for each of the first levels"),
    ("ofi_integrated", "coin", .published, "Σ w·e / Σ|w|, w the first component of an hour"),
    ("vpin", "0…1", .published, "mean |V_buy − V_sell|/V over n buckets of equal volume"),
  ]

  static let impact: [Row] = [
    ("kyle_lambda", "USD/coin²", .published, "slope of Δmid on signed volume per bar"),
    ("kyle_lambda_bps", "bps per USD 1m", .convention, "1e10·λ/mid²"),
    ("hasbrouck_lambda", "1/√USD", .published, "slope of bar return on sign(v)·√|v|"),
    ("amihud", "1e-6/USD", .published, "1e6·mean(|return|/USD volume)"),
    ("roll_spread", "USD/coin", .published, "2√(−cov(Δpₜ, Δpₜ₋₁))"),
    ("edge_spread", "x", .published, "the efficient estimator from open, high, low, close"),
  ]

  static let absorption: [Row] = [
    ("absorption_capacity", "USD", .own, "max(0, D + ρ·h)"),
    ("absorption_ratio", "x", .own, "max(0, flow)·h / absorption_capacity"),
    ("runway", "s", .own, "D / (flow − replenishment); ten years if that keeps up"),
    ("exhaustion_prob", "0…1", .published, "chance that D − νt + σW reaches 0 within h"),
    ("mm_capacity", "coin", .own, "L/(z·P·σ_daily·√h) less or plus the position"),
    ("mm_utilization", "0…1", .own, "min(1, |position| / limit)"),
  ]

  static let carry: [Row] = [
    ("basis", "USD/coin", .convention, "F − S"),
    ("basis_bps", "bps", .convention, "1e4·(F/S − 1)"),
    ("basis_annualized", "1/y", .convention, "(F/S − 1)/T, T ≥ 1 d"),
    ("basis_apy", "1/y", .convention, "(F/S)^(1/T) − 1"),
    ("basis_cc", "1/y", .convention, "ln(F/S)/T"),
    ("perp_premium", "x", .convention, "(mark − index)/index"),
    ("premium_index", "x", .convention, "[(impact bid − index)⁺ − (index − impact ask)⁺]/index"),
    ("funding_predicted", "per interval", .convention, "A + clamp(I − A, ±c), within ±cap"),
    ("funding_annualized", "1/y", .convention, "rate·8760/interval hours"),
    ("funding_apy", "1/y", .convention, "(1 + rate)^(8760/interval hours) − 1"),
    ("funding_realized_annualized", "1/y", .convention, "Σ payments of w / w in years"),
    ("implied_forward", "USD/coin", .published, "K + e^(rT)(C − P)"),
    ("implied_borrow", "1/y", .published, "r − ln(F/S)/T"),
    ("carry_net", "1/y", .convention, "basis − USD borrow − fees"),
    ("carry_reverse_net", "1/y", .convention, "−basis − coin borrow + USD lending − fees"),
  ]
}
