"""Confidence against accuracy, and the temperature that helps."""
