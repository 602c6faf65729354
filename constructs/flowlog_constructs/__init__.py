"""Kinds of CDK constructs, usable by any app: the way of flow logs from a resource to an HTTPS endpoint."""
