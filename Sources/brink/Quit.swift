// Leaving the process.
import Glibc

/// Ends the process with an exit code of the table in `brink --help`.
func quit(_ code: Int32) -> Never { exit(code) }
