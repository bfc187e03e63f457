"""What the columns and arrays of a file mean, the same for every format."""
