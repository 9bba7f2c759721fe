// Every metric of the specification, by its name, from the language.
import Columns
import Functions
import Language
import Testing

@Suite("Metrics by their names")
struct CatalogueCallableTests {
  /// What no rule can call, and why.
  private static let exceptions: [String: String] = [:]

  /// The metrics of the specification and their other names, section by section.
  private static let specified = """
    book_state
    oi oi_usd oi_contracts reserve_usd reserve oi_reserve_ratio elr pool_utilization oi_mcap_ratio
    oi_velocity oi_accel oi_growth oi_zscore new_position_rate oi_turnover cover_days oi_quadrant
    mid spread spread_bps microprice microprice_stoikov book_imbalance depth depth_10bps
    depth_50bps depth_1pct depth_2pct depth_1pct_bid depth_2pct_ask depth_50bps_min band_imbalance
    slippage_bps impact_bps absorbable_notional depth_drain depth_drain_med replenish_rate
    recovery_ratio resilience_halflife resilience_rate sqrt_impact_bps
    effective_spread_bps realized_spread_bps price_impact_bps signed_flow taker_imbalance
    flow_velocity cvd net_flow_rate trade_intensity hawkes_intensity hawkes_branching ofi ofi_norm
    mlofi ofi_integrated vpin
    kyle_lambda kyle_lambda_bps hasbrouck_lambda amihud roll_spread edge_spread
    absorption_capacity absorption_ratio runway exhaustion_prob mm_capacity mm_utilization
    basis basis_bps basis_annualized basis_apy basis_cc perp_premium premium_index
    funding_predicted funding_annualized funding_apy funding_realized_annualized implied_forward
    implied_borrow carry_net carry_reverse_net
    long_short_ratio crowding squeeze_ratio_up squeeze_ratio_down
    maint_margin liq_price bankruptcy_price liq_ladder liq_intensity liq_oi_ratio cascade_r
    amplification_limit cascade_sim insurance_cover
    realized_vol ewma_vol garch_vol var_normal es_normal var_hs es_hs var_evt es_evt kupiec_pof
    mm_rate_recommended margin_peak_to_trough margin_nday_call scan_loss
    luld_band luld_state dcb_band vol_band band_distance_sigma velocity_trip vacuum_trip
    halt_signal speed_bump_signal
    opt_price opt_delta opt_gamma opt_vega_pt opt_theta_day opt_price_coin opt_delta_net
    opt_gamma_coin opt_vega_coin_pt implied_vol net_delta net_gamma net_vega_pt dollar_gamma_1pct
    netting_benefit gex gex_flip stress_grid stress_loss solvency_ratio risk_adjusted_capital
    inventory_risk inventory_var as_reservation_price as_total_spread glft_bid_offset
    glft_ask_offset
    cancel_ratio order_trade_ratio fleeting_ratio spoof_score layering_score quote_stuffing_z
    benford_mad benford_chi2 size_clustering self_trade_ratio venue_hhi effective_venues
    fragmentation concentration_topk oracle_divergence_bps oracle_breach_duration oracle_age
    venue_dispersion_bps venue_range_bps manip_profit_ratio
    pctl iei iei_up iei_down iei_pool iei_geo iei_noisy_or iei_ciss iei_ciss_sqrt
    eval_recall eval_precision eval_lead_time eval_auroc eval_auprc eval_brier eval_bss
    eval_logloss eval_usefulness eval_f1 eval_mcc
    ewma_event ewma_state ewma_rate defined coalesce
    """.split(whereSeparator: \.isWhitespace).map(String.init)

  /// A function with a kernel, a definition of the library, a series of the catalogue, or a depth
  /// by its short name.
  private static func isCallable(_ name: String) -> Bool {
    MetricFunctions.function(named: name) != nil || StandardLibrary.text(of: name) != nil
      || Catalogue.series(named: name) != nil || BookMetrics.shortForm(name) != nil
  }

  @Test(arguments: specified) func isCalledByItsName(name: String) {
    let reason = Self.exceptions[name]
    #expect(
      Self.isCallable(name) != (reason != nil),
      "\(name): \(reason ?? "neither a function, nor a definition, nor a series")")
  }

  @Test(arguments: MetricCatalogue.all.map(\.name)) func whatTheManualNamesIsThere(name: String) {
    #expect(Self.isCallable(name) != (Self.exceptions[name] != nil), "\(name)")
  }
}
