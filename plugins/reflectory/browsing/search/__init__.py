"""Search: a page for it, and an index of what may be found, made by Pagefind (https://pagefind.app)."""
