"""What the file was taken for, and why."""
