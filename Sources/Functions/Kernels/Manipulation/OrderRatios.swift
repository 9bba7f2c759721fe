// Simple ratios of what happened to orders. Indicators for review, never proof.

/// Ratios over orders and messages.
package enum OrderRatios {
  /// `cancel_ratio`: cancelled over submitted quantity.
  package static func cancelled(_ cancelled: Double, of submitted: Double) -> Metric<Double> {
    .ratio(cancelled, over: submitted)
  }

  /// `order_trade_ratio`: messages per trade.
  package static func messages(_ messages: Double, perTrade trades: Double) -> Metric<Double> {
    .ratio(messages, over: trades)
  }

  /// `fleeting_ratio` in 0…1: the share of cancelled orders that lived less than `limit` seconds.
  package static func fleeting(
    lifetimes: [Double], filled: [Bool], limit: Double = 0.1
  ) -> Metric<Double> {
    let cancelled = zip(lifetimes, filled).filter { !$0.1 }
    return .ratio(Double(cancelled.count { $0.0 < limit }), over: Double(cancelled.count))
  }

  /// `self_trade_ratio` in 0…1: volume with one owner on both sides over volume.
  package static func selfTraded(_ volume: Double, of total: Double) -> Metric<Double> {
    .ratio(volume, over: total)
  }

  /// `quote_stuffing_z`: messages per second against the seconds before; alarm from 10 while trades
  /// stay usual. `warmup` below two earlier seconds. Idea: Egginton, Van Ness, Van Ness 2016.
  package static func stuffing(_ now: Double, before: [Double]) -> Metric<Double> {
    ExclusiveScore.standard(now, against: before)
  }

  /// Whether stuffing is to be alarmed: z ≥ 10 with trades not above their 90 % quantile.
  package static func isStuffed(z: Double, trades: Double, usualTrades: [Double]) -> Metric<Bool> {
    Quantiles.of(usualTrades, at: 0.9).map { z >= 10 && trades <= $0 }
  }
}
