"""The configuration half of flowlog: from the YAML file to the plan, and everything around it but the CDK."""
