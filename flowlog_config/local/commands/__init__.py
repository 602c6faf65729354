"""``flowlog local …``: tools to try a file on this machine."""
