"""What people changed: rows that tell of a record, sentences made of them, reasons asked for."""
