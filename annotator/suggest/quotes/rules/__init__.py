"""The rules that find quotes: each module yields candidates for one kind of sentence."""
