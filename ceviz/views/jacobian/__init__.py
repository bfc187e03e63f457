"""The softmax Jacobian and the chain rule that makes q − p of it."""
