"""A text before anybody says anything of it: its header, language, words, paragraphs and quotation marks."""
