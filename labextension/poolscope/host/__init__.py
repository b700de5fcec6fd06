"""How a view reaches a notebook: what its output holds for the front end that is there.

In come a payload, a picture and a text; out goes a display's bundle. `front_end` alone asks where
it runs, `display` alone keeps a setting. Nothing here knows what a view is made of.
"""
