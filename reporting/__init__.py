"""Numbers and the documents made of them."""
