"""The map of a story: scenes in layers, and the way through them by keyboard."""
