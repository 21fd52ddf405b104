"""Files in and out: formats, import with quarantine, export."""
