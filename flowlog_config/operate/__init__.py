"""What a person runs beside a deployment, a command each. They look, and change nothing in an account."""
