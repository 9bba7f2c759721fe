// The names of the functions that are part of the language itself.

/// A statistic over the samples of a window, `f(x[w])`.
package enum WindowStatistic: String, Sendable, CaseIterable {
  case avg, twavg, std, median, quantile, min, max, first, last, count, slope, sum
  case rate, change, drop, vol
}

/// A reduction over label keys, `f(x) over k`.
package enum KeyReduction: String, Sendable, CaseIterable {
  case sum, min, max, avg, median, count, hhi, share, topk
}

/// A function of values at one tick.
package enum ScalarFunction: String, Sendable, CaseIterable {
  case abs, sqrt, exp, ln, log10, floor, ceil, round, sign
  case min, max, clamp
}
