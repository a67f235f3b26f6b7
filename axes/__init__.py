"""What happens on the ground, one slice per axis, and the money of all of them."""
