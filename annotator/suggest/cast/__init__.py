"""Who speaks in a document, and who speaks each of its quotes."""
