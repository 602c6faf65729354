"""What CloudWatch Logs and Firehose do between log group and endpoint, by what is deployed."""
