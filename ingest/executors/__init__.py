"""Where the transformations run: in this process, in a second one, on a Ray cluster."""
