// The samples in the repository are what the generator makes: written by it, and held to it.

import Foundation
import Testing

@testable import Synthesis

/// A directory under Samples and the part of the stress day it holds.
struct CommittedSample: CustomTestStringConvertible, Sendable {
  let directory: String
  let options: StressDay.Options

  var testDescription: String { directory }

  /// The whole day of the invented venue, and half an hour of the archive's layouts.
  static let all: [CommittedSample] = [
    CommittedSample(directory: "stress-day", options: .init(venues: [.demo])),
    CommittedSample(
      directory: "stress-archive", options: .init(venues: [.binance], minutes: 1_500..<1_590)),
  ]

  var files: [SampleFile] { StressDay(seed: 20_240_805, options: options).files() }

  var url: URL {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    return tests.appendingPathComponent("../../Samples/\(directory)").standardizedFileURL
  }
}

@Suite struct SampleTests {
  private static let writes = ProcessInfo.processInfo.environment["BRINK_WRITE_SAMPLES"] != nil

  @Test(
    .enabled(if: SampleTests.writes, "set BRINK_WRITE_SAMPLES to write Samples/ anew"),
    arguments: CommittedSample.all)
  func write(sample: CommittedSample) throws {
    let manager = FileManager.default
    try manager.createDirectory(at: sample.url, withIntermediateDirectories: true)
    for name in try manager.contentsOfDirectory(atPath: sample.url.path) {
      try manager.removeItem(at: sample.url.appendingPathComponent(name))
    }
    for file in sample.files {
      try Data(file.contents()).write(to: sample.url.appendingPathComponent(file.path))
    }
  }

  @Test(.disabled(if: SampleTests.writes), arguments: CommittedSample.all)
  func committedBytesAreTheGenerators(sample: CommittedSample) throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: sample.url.path)
    #expect(names.sorted() == sample.files.map(\.path).sorted())
    for file in sample.files {
      let committed = try Data(contentsOf: sample.url.appendingPathComponent(file.path))
      #expect(committed == Data(file.contents()), "\(file.path) is not what the seed makes")
    }
  }

  @Test func samplesStaySmall() throws {
    var total = 0
    for sample in CommittedSample.all {
      for file in sample.files { total += file.contents().count }
    }
    #expect(total < 700_000)
  }
}
