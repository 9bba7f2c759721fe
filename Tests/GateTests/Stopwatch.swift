// How gates measure: processor time of this thread in turns, and calls of the allocator.
import CAllocations
import Glibc

/// The processor time this thread has had, in seconds: what else the machine does is not counted.
func processorSeconds() -> Double {
  var now = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now)
  return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
}

/// The processor time of some work.
func seconds(_ work: () throws -> Void) rethrows -> Double {
  let begin = processorSeconds()
  try work()
  return processorSeconds() - begin
}

/// The middle of `rounds` ratios of two costs, taken in turns, so that a machine that slows down
/// slows both; a first turn of each, which finds cold caches, is dropped. BRINK_GATES has every
/// ratio told.
func medianRatio(
  rounds: Int = 7, _ test: String = #function, of cost: () throws -> Double,
  to other: () throws -> Double
) rethrows -> Double {
  _ = try (cost(), other())
  let ratios = try (0..<rounds).map { _ in try cost() / other() }.sorted()
  if getenv("BRINK_GATES") != nil { print("gate \(test): \(ratios)") }
  return ratios[rounds / 2]
}

/// How often some work of this thread asks for memory.
func allocations(_ work: () throws -> Void) rethrows -> Int {
  let before = allocationsOfThread()
  try work()
  return allocationsOfThread() - before
}

/// Keeps a result from being left out.
@inline(never)
func keep<Value>(_ value: Value) { withExtendedLifetime(value) {} }
