"""One finding: its name, severity and sentence, in any language, and its places."""
