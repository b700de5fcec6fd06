"""The kinds of findings, a file each: what is counted for one, and when it is said."""
