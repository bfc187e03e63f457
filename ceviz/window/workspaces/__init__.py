"""Workspaces: the table of them, the views in their slots, and what changes between them."""
