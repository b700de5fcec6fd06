"""What there is to find in a pooling and its backward pass.

In come arrays, masks and routes; out go findings with their places, each said by a sentence of
`finding/table.json`, which TypeScript reads too. Only arithmetic stands in `counts` and `kinds`: a
name, an order, a severity or a sentence belongs into the table. Nothing here draws or writes.
"""
