"""Recording: from an operator that ran, or a gradient that came, to the call that is kept."""
