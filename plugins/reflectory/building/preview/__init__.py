"""What a preview is made of: what it watches, what it serves, and what it tells the browsers that show it."""
