"""What is read of PyTorch: its operators, its graph, its modes, and where a call comes from."""
