"""The layouts a user reads: comment, check run, replies, help."""
