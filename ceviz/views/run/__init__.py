"""A training run: its checkpoints over time, and what became of each sample."""
