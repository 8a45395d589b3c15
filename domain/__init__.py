"""The law book: plain data and pure functions, nothing that waits or remembers."""
