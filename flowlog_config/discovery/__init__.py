"""
The account to the inventory: the only room that reads AWS to decide what exists, and it only reads.

``read.discover`` is the way in; ``commands`` is what a person runs.
"""
