"""What a file is by its content and whether it may be kept: bytes in, findings out, no database and no page."""
