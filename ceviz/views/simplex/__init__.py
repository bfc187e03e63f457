"""All distributions over three classes, and the loss over them."""
