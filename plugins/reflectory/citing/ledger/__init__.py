"""The ledger: every address and every paragraph that was ever published goes on leading somewhere."""
