"""Files that the window opens, asks about and saves."""
