"""Judges whether deployed IAM policies allow an action. Fails closed on what it does not know."""
