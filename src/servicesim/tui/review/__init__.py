"""The manager's review: who stands how, and who needs what help."""
