"""Is a PDF what it claims: two independent validators, and what a file says of itself."""
