"""The whole pipeline on this machine, with no AWS account: ``make demo``."""
