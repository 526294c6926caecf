"""One annotator's session as pure code: stepping, editing, checking, undoing. It knows neither screen nor storage."""
