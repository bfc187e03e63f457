"""Reading in another process: what it says, what it costs, and how it may end."""
