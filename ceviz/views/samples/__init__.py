"""All samples of a file as a table."""
