"""What the product costs in time, against the same thing written by hand."""
