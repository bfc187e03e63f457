"""What the tests of Qt code share: a user with a mouse and keys, ears, pictures, documents."""
