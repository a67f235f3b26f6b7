"""The demonstration, the portfolio and the benchmark: installed where DEMONSTRATION=1 only."""
