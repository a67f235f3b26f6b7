"""What parties sign about the figures, and what committees are asked to decide."""
