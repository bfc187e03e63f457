"""Numbers and sentences as people read and type them, by one table of rules."""
