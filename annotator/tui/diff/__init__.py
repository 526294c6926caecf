"""A terminal driver that sends only the cells that changed. It knows nothing of annotator."""
