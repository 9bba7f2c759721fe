// Every piece of work does something, and the same each time.
import Glibc
import Testing
import Workbench

@Suite struct WorkTests {
  private static let folder: String = {
    var template = Array("/tmp/brink-work-XXXXXX".utf8CString)
    return mkdtemp(&template).map { String(cString: $0) } ?? "/tmp"
  }()

  private static let works = Work.all(seed: 7, folder: folder, minutes: 400)

  @Test func namesAreTold() {
    let names = Self.works.map(\.name)
    #expect(Set(names).count == names.count && names.count > 40)
    #expect(names.contains("window quantile 10080") && names.contains("rules 100"))
  }

  @Test(arguments: works.map(\.name)) func doesTheSameEachTime(_ name: String) throws {
    let work = try #require(Self.works.first { $0.name == name })
    let first = work.run()
    #expect(first > 0 && work.run() == first)
  }
}
