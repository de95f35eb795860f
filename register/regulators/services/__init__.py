"""What is done with regulator data: files are read into store and applied; people add what a file does not say yet."""
