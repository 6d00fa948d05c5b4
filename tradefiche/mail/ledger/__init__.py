"""Who was written to and what became of it, on the disk; the only room that knows SQL."""
