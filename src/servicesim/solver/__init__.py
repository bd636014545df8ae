"""Every state a story can reach, and what can be proved from it."""
