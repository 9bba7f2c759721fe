// Reading generated files back, with nothing but string splitting.

import Foundation

@testable import Synthesis

/// The seed to replay, from BRINK_SEED.
let chosenSeed = ProcessInfo.processInfo.environment["BRINK_SEED"].flatMap(UInt64.init)

func text(_ day: StressDay, _ path: String) -> String {
  guard let file = day.files().first(where: { $0.path == path }) else { return "" }
  return String(decoding: file.contents(), as: UTF8.self)
}

func lines(_ day: StressDay, _ path: String) -> [String] {
  text(day, path).utf8.split(separator: UInt8(ascii: "\n")).map { String($0) ?? "" }
}

func cells(_ day: StressDay, _ path: String) -> [[String]] {
  lines(day, path).map { line in
    line.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      .map { String($0) ?? "" }
  }
}

func number(_ cell: String) -> Double { Double(cell) ?? .nan }

func decimals(_ cell: String) -> Int {
  cell.split(separator: ".").dropFirst().first?.count ?? 0
}

/// FNV-1a of the bytes.
func fingerprint(_ bytes: [UInt8]) -> UInt64 {
  bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
}
