"""Gradient descent on two losses: seen, played, filmed."""
