"""Rooms that only tests open."""
