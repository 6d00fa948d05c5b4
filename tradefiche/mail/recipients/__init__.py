"""Who is to receive what: addresses, and the operator's list of them."""
