"""What is read out: decisions, gold, reviews, lists, figures about people's work."""
