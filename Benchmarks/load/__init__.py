"""The release under the load of many people: sizes, overload, connections that do nothing. Standard library only."""
