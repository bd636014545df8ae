"""The transcript: what was said, as a screen and as a file."""
