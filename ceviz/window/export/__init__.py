"""The export dialog: what is exported, how it looks, and a preview."""
