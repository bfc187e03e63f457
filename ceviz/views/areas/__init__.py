"""Entropy, cross-entropy and KL as areas, and as the lengths of prefix codes."""
