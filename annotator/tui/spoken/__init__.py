"""The screen as plain lines, one after the other, for screen readers and braille displays."""
