"""Windows, and the gradient's way through them.

In come shapes, options and arrays with their channels last; out go the geometry, the mask of the
maxima, and the din that dout and the mask give. Nothing here judges, draws or writes.
"""
