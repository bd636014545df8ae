"""One session, with comments."""
