"""The conversation screen and its widgets."""
