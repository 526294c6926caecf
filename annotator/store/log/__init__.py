"""One log for all that happens: what a kind of event holds (`kinds`), the tables (`schema`), adding to it (`history`),
and what follows from it (`fold`)."""
