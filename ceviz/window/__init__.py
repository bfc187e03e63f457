"""The main window: panels put together, menus, files, and what is remembered."""
