"""The lab's pictures: scores, probabilities, the curve, the loss, and what they share."""
