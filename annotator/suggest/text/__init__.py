"""Reading a parsed article: its paragraphs, sentences, chunks for the pipeline, and the view that the rules work on."""
