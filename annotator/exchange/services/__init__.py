"""Everything that brings files in and takes labels out."""
