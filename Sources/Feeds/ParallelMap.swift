// A map by several threads.
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What `body` makes of each element, in their order; by as many threads as there are cores where
/// there are `minimum` elements at least.
func mapped<Input: Sendable, Output: Sendable>(
  _ inputs: [Input], minimum: Int, _ body: @escaping @Sendable (Input) -> Output
) -> [Output] {
  let threads = inputs.count < minimum ? 1 : min(processorCount, inputs.count)
  guard threads > 1 else { return inputs.map(body) }
  let map = ParallelMap(inputs, body)
  let others = (1..<threads).compactMap { _ in map.start() }
  map.work()
  for thread in others { pthread_join(thread, nil) }
  return map.outputs
}

/// The elements of a map, of which every thread takes the next when it is done with one.
private final class ParallelMap<Input: Sendable, Output: Sendable>: Sendable {
  private let inputs: [Input]
  private let body: @Sendable (Input) -> Output
  private let next = Atomic<Int>(0)
  private let made = Mutex<[Int: Output]>([:])

  init(_ inputs: [Input], _ body: @escaping @Sendable (Input) -> Output) {
    (self.inputs, self.body) = (inputs, body)
  }

  /// What was made of the elements, in their order.
  var outputs: [Output] {
    let made = made.withLock { $0 }
    return inputs.indices.compactMap { made[$0] }
  }

  /// Takes one element after another until there is none.
  func work() {
    while true {
      let place = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard place < inputs.count else { return }
      let output = body(inputs[place])
      made.withLock { $0[place] = output }
    }
  }

  /// Starts a thread that works too; nil where there is none to be had.
  func start() -> pthread_t? {
    var thread = pthread_t()
    let task = Unmanaged.passRetained(Task { self.work() })
    let status = pthread_create(&thread, nil, { context in
      if let context { Unmanaged<Task>.fromOpaque(context).takeRetainedValue().body() }
      return nil
    }, task.toOpaque())
    if status == 0 { return thread }
    task.release()
    return nil
  }
}

/// What a thread is to do, behind a pointer.
private final class Task: Sendable {
  let body: @Sendable () -> Void

  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}
