// The forty traps of market data, and the tests that hold each: the index is checked against them.
import Testing

@Suite struct TrapIndex {
  /// Which tests hold which trap, by its number.
  static let tests: [Int: [String]] = [
    1: ["aHeaderInTheMiddleIsPassedOver", "aggregatesWithAndWithoutHeader"],
    2: ["spotAggregatesInMicroseconds", "epochsOfOtherDigitsAreRejected"],
    3: ["spreadsheetEpochsAreRefused"],
    4: ["coinMarginedBars"],
    5: ["checksumsAreCompared"],
    6: ["unsortedRowsAreSortedAndCounted"],
    7: ["gapsAreTableRowsNotInterpolated"],
    8: ["anEmptyDayIsNotAMissingOne"],
    9: ["haltsAreZerosNotGaps"],
    10: ["gapsInIdsAreTold", "oneIdOnTwoMomentsIsTwoTrades"],
    11: ["aggregatesBesideBars"],
    12: ["aWiderBandHoldsWhatANarrowerDoes", "frozenBandsAreSuspected", "bandsSidesAndTheirSum"],
    13: ["aGapMakesTheBookUnknownUntilTheNextSnapshot", "aBookCrossedForLongIsBroken"],
    14: ["clocksBehindTheExchange"],
    15: ["openInterestAgainstThePrice", "openInterestByItsUnit"],
    16: ["theUnitIsNotInTheName"],
    17: ["contractsOfUnknownSizeAreNeverOne", "contractSizes", "precedence"],
    18: ["metricsAreSeenWhenTheirBucketEnds"],
    19: ["openInterestOfBothSides"],
    20: ["sidesOfVenues", "deribitSaysWhoWasLiquidated"],
    21: ["liquidationSnapshotRowsComeTwice"],
    22: ["sampledFeedsSaySo"],
    23: ["forceOrderDumps", "liquidationSnapshotRowsComeTwice"],
    24: ["bankruptcyPricesAreTold"],
    25: ["fundingByItsOwnInterval"],
    26: [
      "fundingThatIsPercentOrBeyondAnyMarket", "krakenFundingIsAbsolute", "dydxMarketsAreHourly",
    ],
    27: ["jitterOfStampsIsNoInterval"],
    28: ["exportsInLocalTimeAreSuspectedAndPinned", "clockChangesAreSuspected", "namedZones"],
    29: ["holesOfPaginationAreCoverage"],
    30: ["volatilityAsAFraction"],
    31: ["expiryColumnAgainstTheName"],
    32: ["pythonDictionariesInCells", "rowsOfPHPMyAdmin"],
    33: ["vendorsThatMeetInOneTrackAreTold"],
    34: ["proofOfReserves", "haircuts"],
    35: ["namesThatLie", "contentOfAnotherTypeThanTheName"],
    36: ["raggedRowsAreCountedNeverShifted", "forceOrderDumps", "marksLineEndsAndQuotes"],
    37: ["symbols"],
    38: ["syntheticDataBesideARealSource"],
    39: ["rowsThatAreNotAsMany", "anotherWindowOrLevel"],
    40: ["theSizeOfAMember", "theExpansionOfAMember", "theSizeOfADocument"],
  ]

  @Test func everyTrapHasItsTests() {
    #expect(Self.tests.keys.sorted() == Array(1...40))
    let sources = Self.sources
    for (number, names) in Self.tests.sorted(by: { $0.key < $1.key }) {
      #expect(!names.isEmpty)
      for name in names {
        #expect(sources.contains("func \(name)("), "trap \(number) names no test `\(name)`")
      }
    }
  }

  /// The texts of all tests beside this one.
  private static var sources: String {
    let here = "/" + "\(#filePath)".split(separator: "/").dropLast().joined(separator: "/")
    return [
      "FormatsTradeTests", "FormatsTableTests", "FormatsFrameTests", "FormatsBookTests",
      "FormatsRecordTests", "BrokenInputTests", "DepthBandTests", "TrapTests", "InstrumentTests",
      "ListedSizesTests", "LimitTests", "LobsterPairTests", "ClockTests", "PlainTableTests",
    ].map { contents(of: "\(here)/\($0).swift") }.joined()
  }
}
