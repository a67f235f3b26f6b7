"""What is said of a convention at a date: situation, sentences, work items, drawings, editions."""
