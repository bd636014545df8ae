"""The first start: a name, and what is kept."""
