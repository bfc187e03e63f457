"""What keeps work from being lost: journals, and what is offered when some were left."""
