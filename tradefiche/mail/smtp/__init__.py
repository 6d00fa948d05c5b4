"""The conversation with a mail server; it knows neither ledger nor words."""
