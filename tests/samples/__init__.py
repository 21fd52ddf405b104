"""Small files in each format, written by us; README.md says what is in them."""

from pathlib import Path

SAMPLES = Path(__file__).parent
