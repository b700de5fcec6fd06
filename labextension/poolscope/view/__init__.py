"""What is shown of a pooling: a view, its part that fits a payload, the payload, the picture.

In come arrays that fit each other; out go a JSON object and a PNG. The payload's bytes, the colours
and the letters are those of TypeScript. Nothing here finds, asks a caller or writes a file.
"""
