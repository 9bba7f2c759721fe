// The product's work in pieces that a stopwatch may repeat: all that the benchmarks, which are a
// package of their own, see of it.

/// One piece of work over data made before; every run does the same.
public struct Work: Sendable {
  /// What it does: `window max 1440`.
  public let name: String
  /// How many rows a run goes through: rows of a file, or identities times ticks.
  public let rows: Int
  /// Does it once; the number depends on the result, so that nothing can be left out.
  public let run: @Sendable () -> Int

  init(_ name: String, rows: Int, _ run: @escaping @Sendable () -> Int) {
    self.name = name
    self.rows = rows
    self.run = run
  }

  /// Every piece, over data made from a seed: files, written into a folder that exists, of five
  /// times as many rows as the market has minutes, and twenty symbols of the market.
  public static func all(seed: UInt64, folder: String, minutes: Int = 20_160) -> [Work] {
    let market = WorkbenchMarket(seed: seed, minutes: minutes)
    return parsing(WorkbenchTables(seed: seed, folder: folder, rows: 5 * minutes))
      + operators(market) + rules(market) + streaming(market) + [telling(market)]
  }
}
