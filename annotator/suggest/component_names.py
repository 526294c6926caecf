"""The names of the spaCy components, and which of them need a whole document. Imports nothing, so anybody may."""

PARAGRAPHS = "annotator_paragraphs"
"""Starts a sentence at every paragraph."""
QUOTES = "annotator_quotes"
"""Finds quotes by rules."""
ROLES = "annotator_roles"
"""Finds quotes as decisions have taught it (`learn.component`)."""
SPEAKERS = "annotator_speakers"
"""Builds the cast and names the speaker of each quote."""
TEXTCAT = "textcat_multilabel"
"""spaCy's own text classifier, trained on the topics of decided documents."""
TOPICS = "annotator_topics"
"""Finds topics by the terms of a label scheme."""
TOPIC_VOTES = "annotator_topic_votes"
"""Weighs the classifier's topics with those that the terms suggest (`topics.votes`)."""

DECIDED_DOCS = "annotator.DecidedDocs.v1"
"""No component, but the reader of decided documents (`learn.corpus`), which every config names that we train with."""

ON_WHOLE_DOCUMENTS = (QUOTES, ROLES, SPEAKERS, TEXTCAT, TOPICS, TOPIC_VOTES)
"""The components that need a whole document, in the order in which they run; all others may read it in pieces."""
