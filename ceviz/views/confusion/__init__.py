"""What is taken for what, by count or by loss."""
