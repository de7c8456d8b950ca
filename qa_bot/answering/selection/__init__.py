"""Which sentences of the evidence answer."""
