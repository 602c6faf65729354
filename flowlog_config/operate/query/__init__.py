"""Asking the deployed log groups a question: which, from when, how, and who is behind the addresses in the answer."""
