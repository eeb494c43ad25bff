"""What lies on the skin, in real time: pure functions over moments that the caller gives.

`moments` compares clocks, `records` is what is known of an application, `guards` says whether
another may begin. Nothing here asks for the time or touches a disk.
"""
