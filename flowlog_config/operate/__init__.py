"""What a person runs beside a deployment: explain, drift and init. It looks, and changes nothing in an account."""
