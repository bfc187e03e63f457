"""Two files' predictions of the same samples, loss against loss."""
