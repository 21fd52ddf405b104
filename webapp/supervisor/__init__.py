"""Runs the whole of Assay in one terminal: services, web, workers, and the installation of what may come later."""
