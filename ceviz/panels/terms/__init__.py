"""Words of the field, explained where they are written."""
