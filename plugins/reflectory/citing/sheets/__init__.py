"""Reflection sheets: what registers and models of reflection ask, to print or to fill in elsewhere."""
