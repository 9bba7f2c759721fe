// Work spread over threads, with results in the order of the work.
import Glibc
import Synchronization

/// The results of `body` for 0..<count, computed on up to `threads` threads; each keeps a value of
/// its own from one to the next, nil at first.
package func concurrentMap<Kept, Result: Sendable>(
  count: Int, threads: Int, _ body: @escaping @Sendable (Int, inout Kept?) -> Result
) -> [Result] {
  let work = SharedWork(count: count, body)
  let helpers = (1..<max(1, min(threads, count))).compactMap { _ in startThread { work.drain() } }
  work.drain()
  for helper in helpers { pthread_join(helper, nil) }
  return work.results
}

/// A counter of work items and a place for each result.
private final class SharedWork<Kept, Result: Sendable>: Sendable {
  private let next = Atomic<Int>(0)
  private let finished: Mutex<[Result?]>
  private let body: @Sendable (Int, inout Kept?) -> Result

  init(count: Int, _ body: @escaping @Sendable (Int, inout Kept?) -> Result) {
    finished = Mutex(Array(repeating: nil, count: count))
    self.body = body
    self.count = count
  }
  private let count: Int

  func drain() {
    var kept: Kept?
    while true {
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      let result = body(index, &kept)
      finished.withLock { $0[index] = result }
    }
  }

  var results: [Result] {
    finished.withLock { finished in
      var results: [Result] = []
      results.reserveCapacity(finished.count)
      for case let result? in finished { results.append(result) }
      return results
    }
  }
}

private final class ThreadBody {
  let run: @Sendable () -> Void
  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// Starts a thread, or returns nil where the system has none left: others do its work.
private func startThread(_ run: @escaping @Sendable () -> Void) -> pthread_t? {
  let body = Unmanaged.passRetained(ThreadBody(run))
  var thread = pthread_t()
  let status = pthread_create(
    &thread, nil,
    { argument in
      if let argument {
        Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run()
      }
      return nil
    }, body.toOpaque())
  if status != 0 {
    body.release()
    return nil
  }
  return thread
}
