"""What runs on this machine in place of AWS: the engine, the data plane between, and the endpoint."""
