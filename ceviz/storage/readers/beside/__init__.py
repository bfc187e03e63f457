"""What a file holds beside scores and labels: its other columns, as slices of its rows."""
