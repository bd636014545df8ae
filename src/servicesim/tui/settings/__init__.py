"""Name, colours, motion."""
