"""All I/O: the only code that touches the network, the disk, the database or a process."""
