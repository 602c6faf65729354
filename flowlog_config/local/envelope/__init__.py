"""The gzipped JSON in which CloudWatch Logs hands events to a subscriber."""
