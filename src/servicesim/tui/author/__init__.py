"""The stories one writes: what is wrong with each, and the way to its preview."""
