"""What may come in: the allow-list, its maintenance windows, and who may change them."""
