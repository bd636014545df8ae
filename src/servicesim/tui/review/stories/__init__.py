"""The stories that were played, and one of them."""
