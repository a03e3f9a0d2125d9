"""Imports from other blogs: essays and pages into ``content/``, comments into archives and the inbox, and a receipt."""
