"""An HTTPS endpoint that speaks the Firehose HTTP protocol as strictly as the strictest real receiver."""
