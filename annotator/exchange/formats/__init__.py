"""Other tools' formats: each module turns tasks into what its tool reads. docs/formats.md shows one example of each."""
