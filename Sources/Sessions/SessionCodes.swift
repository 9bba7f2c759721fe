// What a command can refuse, by code, for the manual.
package import Language

/// The codes of requests that cannot be carried out.
package let sessionCodes: [DiagnosticCode] = [
  DiagnosticCode(
    "E0901", "unreadable rule file",
    "The path names no readable UTF-8 file of at most 1 MiB. Check the path and its permissions."),
  DiagnosticCode(
    "E0902", "no data", "Name files, directories, globs or archives with `--data`, or `-`."),
  DiagnosticCode("E0903", "no rule file", "The directory holds no `.brink` file."),
  DiagnosticCode(
    "E0904", "no question", "A query is one expression; definitions go into a file for `--rules`."),
  DiagnosticCode(
    "E0905", "cannot rewrite", "`fmt -w` could not replace the file; it is as it was before."),
  DiagnosticCode(
    "E0906", "cannot write a sample", "The output directory cannot be made or written to."),
  DiagnosticCode(
    "E0907", "nothing to score", "The files hold no alert of that name to score."),
  DiagnosticCode("E0908", "no such rule", "The files hold no alert or record of that name."),
  DiagnosticCode(
    "E0909", "no such identity",
    "No series that carries the rule's keys had a row for these labels at or before the tick."),
  DiagnosticCode("E0910", "no such entry", "The manual has no entry of that name."),
  DiagnosticCode(
    "E0911", "expectation not met",
    "A test typed in the shell runs at once; both timelines show the first tick that differs."),
]
