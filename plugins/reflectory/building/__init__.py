"""Running builds from our own command: one build, or one after each change."""
