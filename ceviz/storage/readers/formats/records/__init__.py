"""JSON and JSONL: records, one a row, in whichever of many shapes."""
