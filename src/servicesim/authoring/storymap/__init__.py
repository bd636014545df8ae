"""The map of a story: scenes in layers, and how the replies lead from one to the next."""
