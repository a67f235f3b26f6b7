"""What pages about a convention share: access and date, lists, records, forms, history."""
