// The metrics of liquidation, margin, breakers, options and inventory.

extension MetricCatalogue {
  static let liquidation: [Row] = [
    ("long_short_ratio", "x", .convention, "longs / shorts, accounts or positions"),
    ("crowding", "0…1", .own, "mean percentile of |funding|, oi_mcap_ratio, |ln long/short|"),
    ("squeeze_ratio_up", "x", .own, "short liquidations / ask depth, both within x"),
    ("squeeze_ratio_down", "x", .own, "long liquidations / bid depth, both within x"),
    ("maint_margin", "USD", .convention, "notional·rate − amount of its tier"),
    ("liq_price", "USD/coin", .convention, "where equity equals maintenance"),
    ("liq_price_inverse", "USD/coin", .convention, "G(1 ± mmr)/(G/E ± W) of an inverse contract"),
    ("squeeze_ratio", "x", .own, "forced USD / depth of the side it hits, both within x"),
    ("liq_ladder_coin", "coin", .convention, "the same in coin"),
    ("cascade_price", "USD/coin", .own, "where the price ends when nothing more is liquidated"),
    ("cascade_coin", "coin", .own, "what has been liquidated by then"),
    ("cascade_rounds", "count", .own, "in how many rounds"),
    ("cascade_shortfall", "USD", .own, "Σ max(0, bankruptcy price − final price)·size"),
    ("bankruptcy_price", "USD/coin", .convention, "where equity is gone"),
    ("liq_ladder", "coin, USD", .convention, "longs and shorts liquidated within a distance"),
    ("liq_intensity", "USD/s", .convention, "exponential rate of liquidations, half-life 20 s"),
    ("liq_oi_ratio", "x", .convention, "liquidated USD of w / oi_usd"),
    ("cascade_r", "x", .own, "0.01·P/depth · liquidation density"),
    ("amplification_limit", "x", .own, "1/(1 − cascade_r), infinite from 1"),
    ("cascade_sim", "record", .own, "rounds of liquidation and impact after a shock"),
    ("insurance_cover", "x", .convention, "fund / simulated shortfall"),
  ]

  static let margin: [Row] = [
    ("realized_vol", "1/√y", .published, "√(Σr²/n · year/Δ)"),
    ("ewma_vol", "per bar", .published, "σ² ← λσ² + (1 − λ)r², λ = 0.94"),
    ("garch_vol", "per bar", .published, "σ² ← ω + αr² + βσ²"),
    ("var_normal", "x", .published, "z·σ_daily·√h"),
    ("es_normal", "x", .published, "φ(z)/(1 − q)·σ_daily·√h"),
    ("var_hs", "x", .published, "q-quantile of losses"),
    ("es_hs", "x", .published, "mean of losses at or beyond it"),
    ("var_evt", "x", .published, "u + β/ξ·[((1 − q)n/N_u)^(−ξ) − 1]"),
    ("es_evt", "x", .published, "(VaR + β − ξu)/(1 − ξ)"),
    ("kupiec_pof", "χ²(1)", .published, "likelihood ratio of the share of exceptions"),
    ("mm_rate_recommended", "x", .own, "blend of now and stress, floored, stepped, capped"),
    ("margin_peak_to_trough", "x", .published, "max / min of a rate"),
    ("margin_nday_call", "x", .published, "max m(t) − m(t − n)"),
    ("scan_loss", "USD", .published, "worst of sixteen price and volatility scenarios"),
  ]

  static let breakers: [Row] = [
    ("luld_band", "USD/coin", .published, "reference·(1 ± share), moved by 1 % after 30 s"),
    ("luld_state", "label", .published, "normal, limit, or pause after 15 s in limit"),
    ("dcb_band", "USD/coin", .published, "low + variant, high − variant of an hour"),
    ("vol_band", "USD/coin", .own, "ref·e^(±kσ√h), k = 4"),
    ("band_distance_sigma", "σ", .own, "k − |ln(P/ref)|/(σ√h)"),
    ("velocity_trip", "truth", .published, "|P(t)/P(t − 1 s) − 1| ≥ 1 %"),
    ("vacuum_trip", "truth", .own, "depth under 5 % of its hourly median for 5 s"),
    ("halt_signal", "truth", .own, "band breached 3 s, velocity or vacuum; then 5 m quiet"),
    ("speed_bump_signal", "truth", .own, "makers lose on every fill for 30 s"),
  ]

  static let options: [Row] = [
    ("opt_price", "USD", .published, "Black 1976 on the forward"),
    ("opt_delta", "coin/coin", .published, "e^(−rT)Φ(d1), for a put − e^(−rT)"),
    ("opt_gamma", "1/USD", .published, "e^(−rT)φ(d1)/(Fσ√T)"),
    ("opt_vega_pt", "USD", .published, "F·e^(−rT)φ(d1)√T/100"),
    ("opt_theta_day", "USD/d", .published, "∂V/∂t at a fixed forward, /365"),
    ("opt_price_coin", "coin", .published, "opt_price/F, r = 0"),
    ("opt_delta_net", "coin", .convention, "opt_delta − opt_price_coin"),
    ("opt_gamma_coin", "coin/USD²", .published, "Γ/F − 2·opt_delta_net/F²"),
    ("opt_vega_coin_pt", "coin", .published, "opt_vega_pt/F"),
    ("implied_vol", "1/√y", .published, "the volatility that gives the price"),
    ("net_delta", "coin", .convention, "Σ position·multiplier·delta + hedge"),
    ("net_gamma", "coin/USD", .convention, "Σ position·multiplier·gamma"),
    ("net_vega_pt", "USD", .convention, "Σ position·multiplier·vega"),
    ("dollar_gamma_1pct", "USD", .convention, "net_gamma·S²·0.01"),
    ("option_liability", "USD", .convention, "Σ of the marks of the options written"),
    ("netting_benefit", "0…1", .own, "1 − |Σx|/Σ|x|"),
    ("gex", "USD per 1 %", .convention, "Σ sign·Γ·OI·multiplier·S²·0.01"),
    ("gex_flip", "USD/coin", .convention, "the price nearest spot where gex is 0"),
    ("stress_grid", "USD", .convention, "full repricing at one price and volatility shock"),
    ("stress_loss", "USD", .convention, "max(0, −worst cell of stress_grid)"),
    ("solvency_ratio", "x", .own, "collateral after haircuts / (liability + stress_loss)"),
    ("risk_adjusted_capital", "USD", .own, "collateral − liability − stress_loss"),
  ]

  static let inventory: [Row] = [
    ("inventory_risk", "USD", .convention, "|q|·P·σ_daily·√h"),
    ("inventory_var", "USD", .published, "z·√(x'Σx)"),
    ("as_reservation_price", "USD/coin", .published, "M − qγσ²τ"),
    ("as_total_spread", "USD/coin", .published, "γσ²τ + (2/γ)ln(1 + γ/k)"),
    ("glft_bid_offset", "USD/coin", .published, "(1/γ)ln(1 + γ/k) + (2q + 1)ω/2"),
    ("glft_ask_offset", "USD/coin", .published, "(1/γ)ln(1 + γ/k) − (2q − 1)ω/2"),
  ]
}
