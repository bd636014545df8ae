"""What somebody gave one to play."""
