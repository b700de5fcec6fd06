"""One pooling call: its arrays, who won its windows, and what was found in it."""
