"""What the pages and the report say of a convention at a date, from its figures."""
