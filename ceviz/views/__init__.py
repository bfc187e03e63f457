"""Views: each a room of its own under the registry, and none knows another."""
