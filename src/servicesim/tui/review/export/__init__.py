"""Writing what is shown to a file."""
