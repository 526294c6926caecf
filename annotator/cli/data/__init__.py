"""What is written: training data, figures, a report."""
