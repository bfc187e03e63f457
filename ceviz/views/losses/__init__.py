"""Cross-entropy beside squared error, accuracy and other losses."""
