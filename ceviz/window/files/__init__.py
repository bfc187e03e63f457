"""Files as the window opens, asks about, keeps and saves them."""
