"""Subscription filters as deployed, their patterns, and the records they make."""
