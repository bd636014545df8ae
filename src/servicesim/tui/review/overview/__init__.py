"""The people of a selection, or its cohorts, in a list."""
