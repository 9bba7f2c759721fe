// Units, numbers and times: what they read, what they print, and that the two agree.
import Quantities
import Synthesis
import Testing

@Test(arguments: [
  ("90", "%", 0.9), ("0.07", "%", 0.0007), ("15", "bps", 0.0015), ("5", "m", 300.0),
  ("2", "USD", 2.0), ("500", "ms", 0.5), ("3.5", "USD/coin", 3.5),
])
func aDecimalIsRoundedOnce(text: String, unit: String, base: Double) throws {
  let unit = try #require(Unit(parsing: unit))
  #expect(unit.baseValue(ofDecimal: text) == base)
}

@Test func aRatePerEightHoursIsOneDivision() throws {
  let unit = try #require(Unit(parsing: "%/8h"))
  #expect(unit.dimension == Dimension(time: -1))
  #expect(unit.baseValue(ofDecimal: "0.01") == 0.0001 / 28_800)
  #expect(shortestDecimal(ofBase: 0.0001 / 28_800, in: unit) == "0.01")
}

@Test(arguments: ["", "USD/", "/h", "8h", "foo", "%/0h", "USD//h", "5USD"])
func whatIsNoUnitIsRefused(text: String) { #expect(Unit(parsing: text) == nil) }

@Test func quoteMoneysReadAsDollars() { #expect(Unit(parsing: "USDT")?.text == "USD") }

@Test(arguments: [
  (95000.0, "95000"), (0.1, "0.1"), (1e-7, "0.0000001"), (-0.0, "0"), (1e15, "1e15"),
  (123_456_789_012_345.0, "123456789012345"), (1.5e16, "1.5e16"), (-2.5e-5, "-0.000025"),
  (1.0 / 3.0, "0.3333333333333333"), (1e14, "100000000000000"),
])
func theShortestDecimal(value: Double, text: String) {
  #expect(shortestDecimal(value) == text)
  #expect(Double(shortestDecimal(value)) == value)
}

@Test func printingRoundTripsThroughEveryUnit() {
  var state: UInt64 = 20_240_805
  for name in ["%", "bps", "%/8h", "USD/coin", "m", "%/y", "bps/h"] {
    guard let unit = Unit(parsing: name) else { continue }
    for _ in 0..<200 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let thousandths = Int(state >> 40) % 9_999_999 + 1
      let text = shortestDecimal(Double(thousandths) / 1000)
      guard let base = unit.baseValue(ofDecimal: text) else { continue }
      let printed = shortestDecimal(ofBase: base, in: unit)
      #expect(unit.baseValue(ofDecimal: printed) == base, "\(text) \(name) printed \(printed)")
    }
  }
}

@Test(arguments: [
  ("2024-08-05T00:15:00Z", 1_722_816_900_000_000_000), ("2024-08-05", 1_722_816_000_000_000_000),
  ("2024.8.5", 1_722_816_000_000_000_000), ("2024-08-05 00:15:00", 1_722_816_900_000_000_000),
  ("2024-08-05T02:15:00+02:00", 1_722_816_900_000_000_000),
  ("1722816900", 1_722_816_900_000_000_000),
  ("1722816900123", 1_722_816_900_123_000_000), ("1722816900.5", 1_722_816_900_500_000_000),
  ("1722816900123456", 1_722_816_900_123_456_000), ("1970-01-01", 0),
  ("2000-02-29", 951_782_400_000_000_000), ("1969-12-31T23:59:59Z", -1_000_000_000),
] as [(String, Int64)])
func momentsAreRead(text: String, nanoseconds: Int64) {
  #expect(Timestamp(parsing: text)?.nanoseconds == nanoseconds)
}

@Test(arguments: [
  "", "now", "2024-13-01", "2024-02-30", "2023-02-29", "1.70027E+12", "2024-08-05T25:00:00Z",
  "12345", "2024-08-05T00:00:00X", "99999999999999999999",
])
func whatIsNoMomentIsRefused(text: String) { #expect(Timestamp(parsing: text) == nil) }

@Test(arguments: [
  (1_722_816_900_000_000_000, "2024-08-05T00:15:00Z"),
  (1_722_816_900_123_000_000, "2024-08-05T00:15:00.123Z"),
  (1_722_816_900_000_001_000, "2024-08-05T00:15:00.000001Z"),
  (-1_000_000_000, "1969-12-31T23:59:59Z"), (-1, "1969-12-31T23:59:59.999999999Z"),
] as [(Int64, String)])
func momentsPrintTheShortestFraction(nanoseconds: Int64, text: String) {
  #expect(Timestamp(nanoseconds: nanoseconds).description == text)
}

@Test func everyDayOfFourCenturiesRoundTrips() {
  for day in stride(from: daysFromCivil(year: 1800, month: 1, day: 1), to: 150_000, by: 7) {
    let date = civilFromDays(day)
    #expect(daysFromCivil(year: date.year, month: date.month, day: date.day) == day)
  }
}

@Test(arguments: [
  (TimeSpan.minutes(31), "31m"), (.minutes(65), "1h 5m"), (.days(2), "2d"), (.zero, "0s"),
  (.seconds(90_061), "1d 1h"), (TimeSpan(nanoseconds: 1_500_000_000), "1s 500ms"),
  (.seconds(3_601), "1h 1s"),
])
func spansPrintTheirTwoLargestUnits(span: TimeSpan, text: String) {
  #expect(span.description == text)
}

@Test func spansReadTheirLiterals() {
  #expect(TimeSpan(literal: "15m") == .minutes(15))
  #expect(TimeSpan(literal: "500ms") == TimeSpan(nanoseconds: 500_000_000))
  #expect(TimeSpan(literal: "5M") == nil)
  #expect(TimeSpan(literal: "15") == nil)
  #expect(TimeSpan.minutes(90).literal == "90m")
}

@Test func ticksAreMultiplesSince1970() {
  let step = TimeSpan.minutes(5)
  let time = Timestamp(seconds: 601)
  #expect(time.roundedUp(to: step) == Timestamp(seconds: 900))
  #expect(time.roundedDown(to: step) == Timestamp(seconds: 600))
  #expect(Timestamp(seconds: -1).roundedDown(to: step) == Timestamp(seconds: -300))
}

@Test func dimensionsMultiplyAndPrint() {
  #expect(Dimension.usd / .coin == .price)
  #expect((Dimension.coin / .time).description == "coin/s")
  #expect((Dimension.ratio / .time).words == "ratio per time")
  #expect(Dimension(usd: 2).squareRoot == .usd)
  #expect(Dimension.usd.squareRoot == nil)
}

@Test(arguments: [
  (4_000_000.0, "USD", "4M USD"), (169_231.4, "coin", "169.2k coin"), (0.0536, "%", "5.36%"),
  (480.0, "m", "8m"), (12.0, "USD", "12 USD"),
])
func quantitiesReadWell(base: Double, unit: String, text: String) throws {
  let unit = try #require(Unit(parsing: unit))
  #expect(Quantity(base: base, unit: unit).readable == text)
}

@Suite struct WrittenNumberTests {
  @Test("a number written into bytes is the text of it")
  func shortest() {
    var random = SplitMix64(20_261_125)
    for _ in 0..<20_000 {
      let value: Double =
        switch UInt8.random(in: 0..<3, using: &random) {
        case 0: Double(bitPattern: random.next())
        case 1: Double(Int.random(in: -1_000_000...1_000_000, using: &random)) / 1_000
        default: Double(Int.random(in: 0...1_000_000_000_000_000, using: &random))
        }
      guard value.isFinite else { continue }
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { room in
        guard let start = room.baseAddress,
          let count = writeShortestDecimal(value, to: start)
        else { return }
        #expect(String(decoding: room.prefix(count), as: UTF8.self) == shortestDecimal(value))
        #expect(Double(String(decoding: room.prefix(count), as: UTF8.self)) == value)
      }
    }
  }

  @Test("decimals as cells have them are written as they were read")
  func cells() {
    var random = SplitMix64(20_261_126)
    for _ in 0..<20_000 {
      let places = Int.random(in: 1...9, using: &random)
      let whole = UInt64.random(in: 0..<1_000_000_000_000, using: &random)
        >> UInt64.random(in: 0..<40, using: &random)
      let fraction = (0..<places).map { _ in
        Character(String(Int.random(in: 0...9, using: &random)))
      } + [Character(String(Int.random(in: 1...9, using: &random)))]
      let sign = Bool.random(using: &random) ? "-" : ""
      let text = "\(sign)\(whole).\(String(fraction))"
      guard text.filter(\.isNumber).count <= 15, let value = Double(text) else { continue }
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { room in
        guard let start = room.baseAddress, let count = writeShortestDecimal(value, to: start)
        else { return }
        #expect(String(decoding: room.prefix(count), as: UTF8.self) == text)
      }
    }
  }

  @Test(
    "moments on either side of 1970, with and without fractions",
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59.999999999Z"),
      (1_722_816_900_120_000_000, "2024-08-05T00:15:00.120Z"),
      (1_722_816_900_000_007_000, "2024-08-05T00:15:00.000007Z"),
      (Int64.min, "1677-09-21T00:12:43.145224192Z"), (Int64.max, "2262-04-11T23:47:16.854775807Z"),
    ])
  func moments(_ nanoseconds: Int64, _ text: String) {
    #expect(Timestamp(nanoseconds: nanoseconds).description == text)
  }
}
