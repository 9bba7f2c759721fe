// Unbuffered writing to a descriptor, in order with what libedit has printed.
import Glibc

/// Writes the whole text; false once the reader has gone away.
@discardableResult
func emit(_ text: String, to descriptor: Int32) -> Bool {
  var text = text
  return text.withUTF8 { emit(UnsafeRawBufferPointer($0), to: descriptor) }
}

@discardableResult
func emit(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
  // libedit writes through stdio: what it has buffered must come first.
  fflush(nil)
  var rest = bytes
  while !rest.isEmpty {
    let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
    if count < 0 {
      if errno == EINTR || errno == EAGAIN { continue }
      return false
    }
    rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
  }
  return true
}
