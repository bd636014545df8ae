"""What stands over everything in a window that is too small."""
