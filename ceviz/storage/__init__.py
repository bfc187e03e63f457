"""Files: sessions, tables and arrays of predictions, and the one door to ``resources/``."""
