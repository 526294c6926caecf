"""What suggestions do to people: measured against sentences that were shown without theirs."""
