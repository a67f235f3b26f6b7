"""Pages with numbers: addresses and answers."""
