"""The command line: parse, call one function, choose the exit code. One module a command, loaded when it is used."""
