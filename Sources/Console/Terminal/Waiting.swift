// Waiting for input and for signals in one place, so that neither can slip past the other.
import CTerminal
import Glibc

/// What ended a wait.
enum Readiness {
  case nothing, readable, woken
}

/// Waits until a descriptor has input or a signal has raised its flag; a negative time has no end.
func wait(for descriptor: Int32, milliseconds: Int32) -> Readiness {
  var waits = [
    pollfd(fd: terminal_wake_descriptor(), events: Int16(POLLIN), revents: 0),
    pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
  ]
  let count = Glibc.poll(&waits, nfds_t(waits.count), milliseconds)
  if count < 0 || waits[0].revents != 0 { return .woken }
  return waits[1].revents != 0 ? .readable : .nothing
}

/// True where Ctrl-C was what woke us; takes every flag.
func takeInterrupt() -> Bool {
  terminal_wake_drain()
  return terminal_signals_take() & TERMINAL_INTERRUPT != 0
}
