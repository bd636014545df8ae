"""Scores, the review of replies, the debrief."""
