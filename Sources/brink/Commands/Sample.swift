// brink sample
import ArgumentParser
import Sessions

/// Writes the synthetic stress day.
struct Sample: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample",
    abstract: "Writes a seeded, synthetic stress day in real venue layouts.",
    discussion: """
      Example:
        brink sample --seed 7 -o /tmp/stress && brink run Rules/ --data /tmp/stress
      """)

  @Option(help: "The same seed writes the same bytes.")
  var seed: UInt64 = 20_240_805

  @Option(name: .shortAndLong, help: "The directory; SYNTHETIC-stress-day-SEED unless said.")
  var output: String?

  @OptionGroup var talk: TalkFlags

  func run() {
    let talk = talk.talk(nil)
    talk.leave(talk.sample(seed: seed, into: output))
  }
}
