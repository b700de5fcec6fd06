"""What is written to disk: saved views (`.npz`) and pages (`.html`).

In come views and their payloads; out go files that open anywhere. Nothing here computes.
"""
