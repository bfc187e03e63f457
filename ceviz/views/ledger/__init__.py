"""Which samples, classes and pairs make the loss."""
