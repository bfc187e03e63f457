"""Reading with native libraries in a process of its own, which may end without ending this one."""
