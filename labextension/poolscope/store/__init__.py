"""Stored activations: the pooling calls of a run in a Zarr v3 store, written as it goes and read.

In go arrays of whole steps, chunked by batch entry; out come those entries that were finished, or
one line on what is wrong with the store. docs/store.md describes the layout. Nothing here judges.
"""
