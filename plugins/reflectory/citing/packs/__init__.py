"""Teaching packs: essays and passages of them, with what to ask and do, as a page, a handout, a book and a course."""
