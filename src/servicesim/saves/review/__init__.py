"""What a manager's review asks of the store. Every question takes a `Selection` and keeps to the policy."""
