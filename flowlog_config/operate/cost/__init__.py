"""What the flow logs of a file cost a month: from the plan and the inventory, without asking an account."""
