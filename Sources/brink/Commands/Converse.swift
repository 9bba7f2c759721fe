// Opening the shell.
func converse(_ shell: Shell) -> Int32 { 0 }
