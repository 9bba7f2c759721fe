// Broken inputs: each a clear diagnostic or a counted reject, never a trap.
import Columns
import Diagnostics
import Feeds
import Quantities
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

@Suite struct BrokenInputTests {
  let folder = DataFolder()

  private func codes(_ paths: String...) -> [String] {
    let found = survey(FeedRequest(paths: paths))
    return (found.diagnostics + load(found).diagnostics).map(\.code)
  }

  private func codes(_ name: String, _ text: String) -> [String] {
    codes(folder.write(name, text))
  }

  @Test func missingFilesAndPatterns() {
    #expect(codes("\(folder.path)/none.csv") == ["E701"])
    #expect(codes("\(folder.path)/*.csv") == ["E703"])
    #expect(codes(folder.path) == ["E703"])
  }

  @Test func aDirectoryOfNotesHoldsNoData() {
    folder.write("sub/README.md", "# hello")
    #expect(codes(folder.path) == ["E703"])
  }

  @Test func emptyFiles() {
    #expect(codes("a.csv", "") == ["E704"])
    #expect(codes("b.csv", "\n \r\n\n") == ["E704"])
    #expect(codes(folder.write("c.csv.gz", Packed.emptyGzip)) == ["E704"])
    #expect(codes("\(folder.path)/c.*") == ["W704"])
  }

  @Test func aHeaderAlone() {
    #expect(codes("a.csv", "time,oi\n") == ["W725"])
    #expect(loadAll([folder.write("b.csv", "time,oi")]).store["oi"]?.tracks.isEmpty == true)
  }

  @Test(arguments: ["gzip", "zip", "zipWithDebris", "xz", "zstd"])
  func packings(_ name: String) {
    let bytes: [String: [UInt8]] = [
      "gzip": Packed.gzip, "zip": Packed.zip, "zipWithDebris": Packed.zipWithDebris,
      "xz": Packed.xz, "zstd": Packed.zstd,
    ]
    let path = folder.write("oi.packed", bytes[name] ?? [])
    let loading = loadAll([path])
    #expect(loading.samples("oi") == [1, 2])
    #expect(loading.diagnostics.isEmpty)
  }

  @Test func aZipOfTwoIsRefusedUnlessOneIsNamed() {
    let path = folder.write("two.zip", Packed.zipOfTwo)
    let found = survey(FeedRequest(paths: [path]))
    #expect(found.diagnostics.map(\.code) == ["E706"])
    #expect(found.diagnostics[0].message.contains("`a.csv`, `b.csv`"))
    #expect(loadAll(["\(path)#b.csv"]).samples("oi") == [7, 2])
    #expect(codes("\(path)#c.csv") == ["E707"])
    #expect(codes(folder.write("none.zip", Packed.emptyZip)) == ["E707"])
  }

  @Test func truncatedArchives() {
    for cut in 11..<Packed.gzip.count {
      let path = folder.write("cut\(cut).csv.gz", Array(Packed.gzip.prefix(cut)))
      #expect(!codes(path).isEmpty, "cut at \(cut)")
    }
    let path = folder.write("cut.csv.gz", Array(Packed.gzip.dropLast(6)))
    #expect(codes(path).contains("E705"))
    let zip = folder.write("cut.zip", Array(Packed.zip.prefix(50)))
    #expect(!codes(zip).isEmpty)
  }

  @Test func raggedRowsAreCountedNeverShifted() {
    let rows = (0..<300).map { "2024-08-05T00:\($0 / 60 + 10):\($0 % 60 + 10 > 59 ? 59 : 30),1,2" }
    let text = (["time,oi,x"] + rows + ["2024-08-06,1", "2024-08-06,1,2,3"]).joined(separator: "\n")
    let loading = loadAll([folder.write("a.csv", text)])
    #expect(loading.report.rejectedRows == 2)
    #expect(loading.report.files[0].rejects.first.map(\.line) == [302, 303])
    #expect(codes("b.csv", "time,oi\n2024-08-05,1\n2024-08-06\n") == ["W726"])
  }

  @Test func spreadsheetEpochsAreRefused() {
    let path = folder.write("a.csv", "time,oi\n1.70027E+12,1\n1.70027E+12,2\n")
    let loading = loadAll([path])
    #expect(loading.diagnostics.map(\.code) == ["E719"])
    #expect(loading.diagnostics[0].message.contains("spreadsheet"))
    #expect(loading.samples("oi").isEmpty)
  }

  @Test func epochsOfOtherDigitsAreRejected() {
    let path = folder.write(
      "a.csv", "time,oi\n1722816000000,1\n1722816060,2\n1722816120000,3\n1722816180000000,4\n")
    let loading = loadAll([path])
    #expect(loading.samples("oi") == [1, 3])
    #expect(loading.report.rejectedRows == 2)
  }

  @Test func wideAndLongHeaders() {
    let wide = "time," + (0..<5_000).map { "c\($0)" }.joined(separator: ",") + "\n2024-08-05\n"
    #expect(codes("wide.csv", wide) == ["E708"])
    let huge = "time" + String(repeating: ",column", count: 1_000_000) + "\n2024-08-05\n"
    #expect(codes("huge.csv", huge) == ["E708"])
    let late = "time,oi\n2024-08-05,1\n2024-08-06," + String(repeating: ",", count: 9_000) + "\n"
    let loading = loadAll([folder.write("late.csv", late)])
    #expect(loading.samples("oi") == [1])
    #expect(loading.report.rejectedRows == 1)
  }

  @Test func binaryFilesSayWhatTheyAre() {
    let junk = (0..<4_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
    #expect(codes(folder.write("junk.csv", junk)) == ["E710"])
    let parquet = folder.write("a.parquet", Array("PAR1".utf8) + junk)
    let found = survey(FeedRequest(paths: [parquet]))
    #expect(found.diagnostics.map(\.code) == ["E710"])
    #expect(found.diagnostics[0].message.contains("Parquet"))
    let target = parquet.dropLast(".parquet".count) + ".csv"
    let command = "convert it: `duckdb -c \"COPY (FROM '\(parquet)') TO '\(target)'\"`"
    #expect(found.diagnostics[0].suggestions.map(\.message) == [command])
    let wide = folder.write("wide.csv", [0xff, 0xfe] + Array("time,oi".utf8).flatMap { [$0, 0] })
    #expect(codes(wide) == ["E710"])
  }

  @Test func aNulByteRejectsItsCell() {
    let path = folder.write("a.csv", Array("time,oi\n2024-08-05,1\u{0}2\n2024-08-06,3\n".utf8))
    let loading = loadAll([path])
    #expect(loading.samples("oi") == [3])
    #expect(loading.report.files[0].rejects.first[0].reason == "a NUL byte in `oi`")
  }

  @Test func marksLineEndsAndQuotes() {
    let text =
      "\u{feff}time;venue;\"oi [coin]\"\r\n\"2024-08-05\"; \"bin\"\"ance\nx\" ;1\r\n\r\n"
      + "2024-08-06;\"bin\"\"ance\nx\"; 2 \r\ntime;venue;\"oi [coin]\"\r\n2024-08-07;b\"x\";3"
    let loading = loadAll([folder.write("a.csv", text)])
    #expect(loading.samples("oi", "venue=bin\"ance\nx") == [1, 2])
    #expect(loading.samples("oi", "venue=b\"x\"") == [3])
    #expect(loading.report.rejectedRows == 0)
    #expect(loading.report.rows == 3)
  }

  @Test func aQuoteNeverClosed() {
    let loading = loadAll([folder.write("a.csv", "time,oi\n2024-08-05,1\n2024-08-06,\"2\n3,4\n")])
    #expect(loading.samples("oi") == [1])
    #expect(loading.diagnostics.map(\.code).contains("W716"))
  }

  @Test func notUTF8() {
    let bytes = Array("time,oi,".utf8) + [0xb4, 0xe9] + Array("\n2024-08-05,1,2\n".utf8)
    let path = folder.write("a.csv", bytes)
    #expect(codes(path) == ["W723"])
    #expect(loadAll([path]).samples("oi") == [1])
  }

  @Test func unitsAndNamesThatDoNotFit() {
    #expect(codes("a.csv", "time,oi [parsec]\n2024-08-05,1\n") == ["E712", "W725"].dropLast())
    #expect(codes("b.csv", "time,oi,oi\n2024-08-05,1,2\n") == ["E711"])
    #expect(codes("c.csv", "when,oi\n2024-08-05,1\n") == ["E709"])
    #expect(codes("d.csv", "1,2\n3,4\n") == ["E709"])
    let path = folder.write("e.csv", "time,depht_1pct\n2024-08-05,1\n")
    #expect(survey(FeedRequest(paths: [path])).series[0].why.contains("`depth_1pct`"))
  }

  @Test func theSameFileTwice() {
    let path = folder.write("a.csv", "time,liq_usd\n2024-08-05,1\n2024-08-05,1\n2024-08-05,2\n")
    let found = survey(FeedRequest(paths: [path, folder.path]))
    #expect(found.diagnostics.map(\.code) == ["W701"])
    #expect(load(found).samples("liq_usd") == [1, 2])
  }

  @Test func filesThatDoNotGoTogether() {
    folder.write("a.csv", "time,symbol,oi\n2024-08-05,BTCUSDT,1\n")
    folder.write("b.csv", "time,oi\n2024-08-05,2\n")
    let found = survey(FeedRequest(paths: [folder.path]))
    #expect(load(found, wanted: ["oi"]).diagnostics.map(\.code) == ["E714"])
    #expect(load(found, wanted: []).diagnostics.isEmpty)
  }

  @Test func brokenJSON() {
    let path = folder.write(
      "a.jsonl",
      "{\"time\":\"2024-08-05\",\"oi\":1}\n{\"time\":\n{\"time\":\"2024-08-06\",\"oi\":2}")
    let loading = loadAll([path])
    #expect(loading.samples("oi") == [1, 2])
    #expect(loading.report.rejectedRows == 1)
    let list = folder.write("b.json", "[{\"time\":\"2024-08-05\",\"oi\":1},{\"time\"")
    #expect(!codes(list).isEmpty)
    let deep = String(repeating: "[", count: 100_000)
    #expect(!codes(folder.write("c.json", deep)).isEmpty)
  }

  @Test func schemaFilesPinAndComplain() {
    let path = folder.write("a.csv", "when,OI\n2024-08-05 03:00:00,5\n")
    folder.write(
      "a.csv.brink-schema.json",
      """
      {"time": "when", "tz": "+03:00", "venue": "binance", "columns": {"OI": "oi [coin]"},
       "series": {"oi": {"every": "1h", "stale": "2h", "by": ["venue"]}}}
      """)
    let found = survey(FeedRequest(paths: [path]))
    #expect(found.diagnostics.isEmpty)
    #expect(found.schema(named: "oi")?.stale == .hours(2))
    #expect(load(found).times("oi", "venue=binance") == [1_722_816_000_000_000_000])
    let bad = folder.write("bad.json", "{\"zone\": 1, \"tz\": \"Mars\"}")
    let other = folder.write("b.csv", "time,oi\n2024-08-05,5\n")
    let complaints = survey(FeedRequest(paths: [other], schemaFile: bad)).diagnostics
    #expect(complaints.map(\.code) == ["E722", "E723"])
  }

  @Test func loadsOfOneDocumentCanBeCancelled() {
    let rows = (0..<20_000).map { "{\"time\":\(1_722_816_000 + $0),\"oi\":1}" }
    let path = folder.write("a.json", "[" + rows.joined(separator: ",") + "]")
    var shares: [Double] = []
    let loading = load(survey(FeedRequest(paths: [path]))) { progress in
      shares.append(Double(progress.bytesRead) / Double(progress.bytesTotal))
      return shares.count < 2
    }
    #expect(loading.isCancelled)
    #expect(shares.count == 2 && shares[0] > 0.3 && shares[1] < 0.95, "\(shares)")
  }

  @Test func loadsCanBeCancelled() {
    let rows = (0..<70_000).map { "\(1_722_816_000 + $0),1" }.joined(separator: "\n")
    let path = folder.write("a.csv", "time,oi\n" + rows)
    var calls = 0
    let loading = load(survey(FeedRequest(paths: [path]))) { _ in
      calls += 1
      return false
    }
    #expect(loading.isCancelled)
    #expect(calls == 1)
  }

  @Test func checksumsAreCompared() {
    let path = folder.write("a.csv", "time,oi\n2024-08-05,1\n")
    let other = String(repeating: "0f", count: 32)
    let sum = "66ffe2712055487fd963777446caf057ffb3a10a4c8b031a8abb867c87efb5dc"
    folder.write("a.csv.CHECKSUM", "\(sum)  a.csv\n")
    #expect(codes(path).isEmpty)
    folder.write("a.csv.CHECKSUM", "\(other)  a.csv\n")
    #expect(codes(path) == ["W729"])
  }

  @Test func clockChangesAreSuspected() {
    // Eight-hour stamps in the local time of London around both changes of 2023.
    var times: [Int64] = []
    for step in 0..<1_000 {
      let utc = 1_672_531_200 + Int64(step) * 28_800
      let isSummer = utc >= 1_679_792_400 && utc < 1_698_541_200
      times.append(utc + (isSummer ? 3_600 : 0))
    }
    let rows = times.map { "\($0),1" }.joined(separator: "\n")
    let path = folder.write("a.csv", "time,x\n" + rows)
    #expect(codes(path).contains("W728"))
  }

  @Test func aPipeIsReadOnce() {
    let path = "\(folder.path)/pipe"
    #expect(mkfifo(path, 0o600) == 0)
    var writer = pthread_t()
    let text = strdup(path)
    pthread_create(&writer, nil, { argument in
      guard let name = argument?.assumingMemoryBound(to: CChar.self),
        let pipe = fopen(name, "w")
      else { return nil }
      fputs("time,oi\n", pipe)
      for day in 1...40_000 { fputs("\(1_722_816_000 + day),\(day)\n", pipe) }
      fclose(pipe)
      return nil
    }, text)
    let loading = loadAll([path])
    pthread_join(writer, nil)
    free(text)
    #expect(loading.samples("oi").count == 40_000)
    #expect(loading.samples("oi").last == 40_000)
  }

  @Test(arguments: ["gzip", "zip", "xz"])
  func aPackedPipe(_ name: String) {
    let path = "\(folder.path)/pipe"
    #expect(mkfifo(path, 0o600) == 0)
    let bytes = ["gzip": Packed.gzip, "zip": Packed.zip, "xz": Packed.xz][name] ?? []
    let file = folder.write("bytes", bytes)
    var writer = pthread_t()
    let command = strdup("cat '\(file)' > '\(path)'")
    pthread_create(&writer, nil, { argument in
      if let line = argument?.assumingMemoryBound(to: CChar.self) { system(line) }
      return nil
    }, command)
    let loading = loadAll([path])
    pthread_join(writer, nil)
    free(command)
    #expect(loading.diagnostics.isEmpty)
    #expect(loading.samples("oi") == [1, 2])
  }

  @Test func strangersInADirectoryArePassedOver() {
    folder.write("a.csv", "time,oi\n2024-08-05,1\n")
    folder.write("b.csv", "name,colour\nx,blue\n")
    let found = survey(FeedRequest(paths: [folder.path]))
    #expect(found.diagnostics.map(\.code) == ["W709"])
    #expect(load(found).samples("oi") == [1])
  }

  @Test func timesFromEndToEnd() {
    let path = folder.write(
      "a.csv", "time,oi\n1700-01-01,1\n2255-01-01,2\n1700-01-02,3\n2255-01-02,4\n9999-01-01,5\n")
    let loading = loadAll([path])
    #expect(loading.samples("oi") == [1, 3, 2, 4])
    #expect(loading.report.rejectedRows == 1)
    #expect(!Description(survey(FeedRequest(paths: [path])), loading).text.isEmpty)
  }

  @Test func vendorsThatMeetInOneTrackAreTold() {
    let quant = folder.write("exchange_reserves.csv", "Date,Data\n2024.8.5,100\n")
    let node = folder.write("n.csv", "t,distribution_balance_exchanges\n2024-08-05,90\n")
    let loading = loadAll([quant, node])
    #expect(loading.samples("reserve", "asset=BTC") == [90])
    #expect(loading.diagnostics.map(\.code) == ["W719"])
    #expect(loading.diagnostics[0].message.contains("`reserve{asset=BTC}` comes from cryptoquant"))
    let ether = folder.write("ETH_balance.csv", "t,distribution_balance_exchanges\n2024-08-05,9\n")
    #expect(loadAll([quant, ether]).diagnostics.isEmpty)
  }
}
