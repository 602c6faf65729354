"""
What the accounts have now, against the inventory and against what a file's plan says is deployed. It only reads.

``run.look`` is the way in; ``operate.drift_command`` is what a person runs.
"""
