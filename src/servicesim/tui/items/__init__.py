"""What people did at each decision of a story."""
