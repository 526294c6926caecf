"""The network that reads a quote's roles from its cue."""
