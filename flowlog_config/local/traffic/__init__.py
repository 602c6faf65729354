"""Realistic flow log records for what is deployed."""
