"""The best line from a reply, stepped through."""
