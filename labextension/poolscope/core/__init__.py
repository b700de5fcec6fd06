"""What every room stands on: arrays as callers have them, numbers as text, words of errors.

In come values from outside; out go NumPy arrays of the dtypes that a payload holds, checked
arguments and lines of text. Nothing here knows of windows, and nothing imports another room.
"""
