"""What a trainer writes: the format, its reader, the findings, and the linked story."""
