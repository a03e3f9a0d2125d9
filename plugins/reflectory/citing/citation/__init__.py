"""Cite this: references in four styles, files for reference managers, and what machines read in the page's head."""
