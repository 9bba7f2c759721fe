// `brink sample`: writes the synthetic stress day.
import Diagnostics
import Synthesis

extension Talk {
  /// Writes a seeded, synthetic stress day in real venue layouts into a directory.
  package func sample(seed: UInt64, into directory: String?) -> ExitStatus {
    let day = StressDay(seed: seed)
    let root = directory ?? day.directoryName
    var count = 0
    for file in day.files() {
      let path = root + "/" + file.path
      let parent = path.prefix(upTo: path.lastIndex(of: "/") ?? path.endIndex)
      guard makeDirectory(String(parent)), writeFile(at: path, file.contents()) else {
        let place = Place.file(path: path, line: nil, column: nil)
        streams.draw([Diagnostic("E0906", .error, "cannot write the sample file", at: place)])
        return .failure
      }
      count += 1
    }
    streams.out("wrote \(count) synthetic files (seed \(seed)) to \(root)\n")
    return .quiet
  }
}
