"""What one recipient gets: files, words, bytes; it knows no server."""
