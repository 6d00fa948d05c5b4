"""The click commands: parse, call one function, say what happened."""
