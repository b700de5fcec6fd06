"""`recheck`: captured calls once more, in another implementation, held against our own rule.

In come the calls of a scope: x, options and dout. Each runs again where a target says (compiled, on
another device, in another precision); out goes a scope of the same kind, whose din, indices and
output are the other implementation's. `target` reads where, `rerun` runs, `truth` says what is
right, `judge` makes calls of it and `rechecked` is the scope.
"""
