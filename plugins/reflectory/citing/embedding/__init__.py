"""Embedding: a card of an essay or a word for other sites, found by oEmbed or copied by hand."""
