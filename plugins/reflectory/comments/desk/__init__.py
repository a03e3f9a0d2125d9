"""The moderation desk: a web page for whoever decides what readers wrote, on this computer or behind a password."""
