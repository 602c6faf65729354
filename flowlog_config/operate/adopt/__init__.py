"""
What a removed stack left in an account, found again for ``cdk import``. It only reads.

``run.look`` is the way in; ``operate.adopt_command`` is what a person runs.
"""
