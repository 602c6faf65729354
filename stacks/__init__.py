"""The stacks of a plan: where constructs meet, and are allowed to use each other."""
