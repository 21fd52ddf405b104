"""Everything that changes what people are checked by."""
