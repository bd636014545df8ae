"""The debrief screen and its widgets."""
