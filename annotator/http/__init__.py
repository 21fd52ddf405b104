"""What all endpoints share: errors, paging, the clock. Knows no domain."""
