"""Error-type taxonomies: what one is, when one is whole, and the presets. No Django here."""
