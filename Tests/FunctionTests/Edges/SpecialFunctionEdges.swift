// Special functions against forty-digit values (mpmath), in the tails where they matter.

import Functions
import Testing

private func near(_ x: Double?, _ y: Double, rel: Double = 1e-13) -> Bool {
  guard let x else { return false }
  return (x - y).magnitude <= rel * y.magnitude
}

@Suite("Special functions")
struct SpecialFunctionEdges {
  @Test(arguments: [
    (-10.0, 7.61985302416052607e-24), (-5, 2.86651571879193912e-7), (-1, 0.158655253931457051),
    (0, 0.5), (0.5, 0.691462461274013104), (3, 0.998650101968369905), (9, 1),
  ])
  func normalCdf(x: Double, p: Double) { #expect(near(Normal.cdf(x), p)) }

  @Test(arguments: [
    (-200.0, -20006.2172808981904), (-40, -804.608442013753788), (-7.2, -28.8314575203218791),
    (-7, -27.3843074988110752), (-1, -1.84102164500926351), (0, -0.693147180559945309),
    (2, -0.0230129093289634885), (10, -7.61985302416052607e-24),
  ])
  func normalLogCdf(x: Double, l: Double) { #expect(near(Normal.logCdf(x), l)) }

  @Test(arguments: [
    (1e-300, -37.0470962993611992), (1e-20, -9.26234008979840757),
    (0.001, -3.09023230616781354), (0.05, -1.64485362695147271), (0.3, -0.524400512708040784),
    (0.75, 0.674489750196081743), (0.99, 2.3263478740408411), (1 - 0x1p-20, 4.76300103426781396),
  ])
  func normalQuantile(p: Double, z: Double) {
    #expect(near(Normal.quantile(p).value, z, rel: 1e-12))
  }

  @Test func normalQuantileOutsideItsDomain() {
    #expect(Normal.quantile(0.5).value == 0)
    for p in [0, 1, -0.1, 1.5, .nan] { #expect(Normal.quantile(p).reason == .domain) }
  }

  @Test(arguments: [
    (3.84, 1, 0.0500435212487051032), (0, 1, 1), (15.5, 8, 0.0501220545326652245),
    (172.53, 8, 3.80301387970452998e-33), (5, 3, 0.171797144296733135),
    (2, 2, 0.367879441171442322), (40, 7, 1.25879038737130878e-6),
  ])
  func chiSquareSurvival(x: Double, k: Int, p: Double) {
    #expect(near(ChiSquare.survival(x, degrees: k).value, p))
  }

  @Test func chiSquareOutsideItsDomain() {
    #expect(ChiSquare.survival(1, degrees: 0).reason == .domain)
    #expect(ChiSquare.survival(-1, degrees: 3).reason == .domain)
    #expect(ChiSquare.survival(.nan, degrees: 3).reason == .domain)
  }

  @Test func exhaustionWithAlmostNoNoise() {
    // The factor e^(2νD/σ²) alone would be e^144000.
    let side = SidePressure(depth: 5e6, flow: 90_000, replenish: 0)
    #expect(side.exhaustionProbability(sigma: 2500, horizon: 60).value == 1)
    let p = side.exhaustionProbability(sigma: 2500, horizon: 55.5).value
    #expect(near(p, 0.394888768917928054, rel: 1e-9))
    let tail = side.exhaustionProbability(sigma: 2500, horizon: 54).value
    #expect(near(tail, 1.28037620797316685e-14, rel: 1e-9))
  }

  @Test func neumaierKeepsWhatAdditionDrops() {
    var sum = NeumaierSum()
    for x in [1, 1e100, 1, -1e100] { sum.add(x) }
    #expect(sum.value == 2)
    var other = NeumaierSum(1e100)
    other.add(3)
    sum.merge(other)
    sum.subtract(1e100)
    #expect(sum.value == 5)
  }

  @Test func quantilesOfFewValues() {
    #expect(Quantiles.of([], at: 0.5).reason == .warmup)
    #expect(Quantiles.of([7], at: 0.99).value == 7)
    #expect(Quantiles.of([1, 2], at: 0.25).value == 1.25)
    #expect(Quantiles.of([1, 2], at: 1.01).reason == .domain)
    #expect(Quantiles.median([3, 1, 2, 10]).value == 2.5)
  }
}
