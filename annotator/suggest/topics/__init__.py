"""Topics of sentences: by the label scheme's terms, and by a classifier learned from decisions."""
