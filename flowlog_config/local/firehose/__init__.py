"""A delivery stream as deployed, and how Firehose delivers, retries and backs up."""
