"""The stories to choose from."""
