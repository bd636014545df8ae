"""What was assigned, and how that stands."""
