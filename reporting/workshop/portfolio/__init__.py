"""A national set of invented conventions, of any size, to measure and to look at."""
