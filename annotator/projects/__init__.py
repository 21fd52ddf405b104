"""Projects, who belongs to them, and named rules of who may do what."""
