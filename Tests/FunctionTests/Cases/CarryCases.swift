// Basis, funding and carry: from vectors to kernels.

import Functions
import Quantities

extension Vectors {
  static let carry: Evaluator = { c in
    switch c.metric {
    case "basis_annualized":
      let basis = Basis(
        future: try c.number("futures"), spot: try c.number("spot"),
        tenor: try c.number("seconds_to_expiry"), minimumTenor: try c.number("min_tenor_s"))
      return [
        "basis": .of(basis.difference), "basis_bps": .of(basis.bps),
        "basis_annualized": .of(basis.annualized), "basis_apy": .of(basis.compounded),
        "basis_cc": .of(basis.continuous),
      ]
    case "funding_annualized":
      let rate = try c.number("rate")
      let hours = try c.number("interval_h")
      return [
        "funding_annualized": .of(Funding.annualized(rate: rate, intervalHours: hours)),
        "funding_apy": .of(Funding.compounded(rate: rate, intervalHours: hours)),
      ]
    case "funding_realized_annualized":
      var funding = RealizedFunding(window: try c.span("window_s"))
      for payment in try c.array("payments") {
        guard let t = payment["t"].number, let rate = payment["rate"].number else { continue }
        funding.add(rate: rate, at: moment(t))
      }
      return ["funding_realized_annualized": .of(funding.value(at: moment(try c.number("end"))))]
    case "premium_index":
      return [
        "premium_index": .of(
          Funding.premiumIndex(
            index: try c.number("index"), impactBid: try c.number("impact_bid"),
            impactAsk: try c.number("impact_ask")))
      ]
    case "funding_predicted":
      return [
        "funding_predicted": .of(
          Funding.predicted(
            averagePremium: try c.number("avg_premium"), interest: try c.number("interest"),
            clamp: try c.number("clamp"), cap: try c.number("cap", default: .infinity)))
      ]
    case "implied_forward": return try forward(c)
    case "carry_net":
      var terms = CarryTerms()
      terms.borrowUSD = try c.number("borrow_usd")
      terms.borrowCoin = try c.number("borrow_coin")
      terms.lendUSD = try c.number("lend_usd")
      terms.fees = try c.number("fees_roundtrip")
      terms.holdingDays = try c.number("holding_days")
      let basis = try c.number("basis_annualized")
      return [
        "carry_net": .of(terms.net(basis: basis)),
        "carry_reverse_net": .of(terms.reverseNet(basis: basis)),
      ]
    default: return [:]
    }
  }

  private static func forward(_ c: VectorCase) throws -> [String: Answer] {
    let pair = ParityPair(
      strike: try c.number("K"), call: try c.number("call"), put: try c.number("put"))
    let years = try c.number("T")
    let rate = try c.number("r")
    let spot = try c.number("spot")
    let forward = pair.forward(
      years: years, rate: rate, coinIndex: try c.string("quote") == "coin" ? spot : 1)
    let borrow = forward.flatMap { future in
      Basis(future: future, spot: spot, tenor: years * RiskHorizon.year)
        .impliedBorrow(rateUSD: rate)
    }
    return ["implied_forward": .of(forward), "implied_borrow": .of(borrow)]
  }
}
