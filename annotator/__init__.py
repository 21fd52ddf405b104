"""The domain: one Django app, one folder per feature; docs/map.md shows which floor each stands on."""
