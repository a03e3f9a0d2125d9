"""The intake: takes what readers answer, keeps it before it says so, and tells its writer what became of it."""
