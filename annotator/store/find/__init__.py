"""What an annotator is asked for and shown: pages, the next sentence, filters, search."""
