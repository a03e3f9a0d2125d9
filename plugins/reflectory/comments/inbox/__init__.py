"""The inbox: every comment that is not public, and every private detail; never in ``content/`` or ``output/``."""
