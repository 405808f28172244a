"""The history of our tables, one revision a file, run at start."""
