"""What PyTorch and others measure of the file."""
