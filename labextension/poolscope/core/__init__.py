"""What every room needs: arrays as callers have them, numbers as text, messages of errors.

In come values from outside; out go NumPy arrays of the dtypes that a payload holds, checked
arguments and lines of text. Nothing here knows of windows, and nothing imports another room.
"""
