"""What one is told before a conversation."""
