"""`check_store`: what is wrong with stored activations, looked for where they lie.

In comes a store, out goes a report of its calls. Entries are tallied block by block, on Dask, and
the tallies added up in a tree; the words are said once, of the sum. Only whole batch entries are
read together, so memory does not grow with the store.
"""
