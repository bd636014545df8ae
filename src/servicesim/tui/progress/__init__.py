"""A trainee's own sessions."""
