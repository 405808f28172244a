"""One durable workflow per file, each a page of prose."""
