"""A batch broken down: the same measures class by class, or slice by slice."""
