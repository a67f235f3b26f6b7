"""What is decided of several records at once: one post that was entered twice."""
