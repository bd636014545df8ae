"""Which sessions to look at."""
