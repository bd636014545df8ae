"""The same conversation and debrief as lines of text, for pipes, screen readers and small terminals."""
