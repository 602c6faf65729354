"""The function of a member account. It is put into the template as text, so that a stack set needs no uploaded code."""
