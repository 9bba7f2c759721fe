// Where a number comes from: the scale a series is written in, the labels it is selected by.
import Functions
import Quantities

extension CheckedExpression {
  /// `%` or `bps` where the value is that of a stored series written so, not a computed ratio.
  ///
  /// Beside such a value a bare number could mean either scale, so it must be written out.
  var writtenScale: Unit? {
    switch kind {
    case .series(let reference): return reference.schema.unit.scaleOfRatio
    case .window(let statistic, let window):
      guard statistic.keepsUnit else { return nil }
      switch window.content {
      case .samples(let reference): return reference.schema.unit.scaleOfRatio
      case .ticks(let inner): return inner.writtenScale
      }
    case .reduction(let reduction, let inner, _, _):
      return reduction.keepsUnit ? inner.writtenScale : nil
    case .past(let inner, _), .negate(let inner), .coalesce(let inner, _): return inner.writtenScale
    case .scalar(let function, let arguments):
      return function.keepsUnit ? arguments.first?.writtenScale : nil
    case .metric: return unit?.scaleOfRatio
    case .arithmetic(.add, let a, let b), .arithmetic(.subtract, let a, let b):
      return a.writtenScale ?? b.writtenScale
    default: return nil
    }
  }

  /// The values that selections fix for a key in it.
  func selected(_ key: String) -> Set<String> {
    var values: Set<String> = []
    forEachSeries { reference in
      if let value = reference.selection[key] { values.insert(value) }
    }
    return values
  }
}

extension Operand {
  /// True where a key tells its rows apart, or is fixed in it.
  func tells(_ key: String) -> Bool {
    keys.contains(key) || !expression.selected(key).isEmpty
  }
}

extension Unit {
  /// The unit itself where it is `%` or `bps`.
  var scaleOfRatio: Unit? { dimension.isRatio && text != "x" ? self : nil }
}

extension WindowStatistic {
  /// True where the result is of the kind and scale of the samples.
  fileprivate var keepsUnit: Bool {
    switch self {
    case .avg, .twavg, .std, .median, .quantile, .min, .max, .first, .last, .sum, .change: true
    case .count, .slope, .rate, .drop, .vol: false
    }
  }
}

extension KeyReduction {
  /// True where the result is of the kind and scale of the members.
  fileprivate var keepsUnit: Bool {
    switch self {
    case .sum, .min, .max, .avg, .median, .topk: true
    case .count, .hhi, .share: false
    }
  }
}
