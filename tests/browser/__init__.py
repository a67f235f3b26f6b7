"""The pages as a browser reads them, on the served demonstration."""
