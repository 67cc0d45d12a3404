"""Exports: the archive in the forms in which it is kept and worked with elsewhere."""
