"""The losses of all samples."""
