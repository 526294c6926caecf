"""The program and the files around it: its signals, its own files, where it may write, what it left behind."""
