"""What requests cost when this was first measured. Goals for costs refer to it, so no later run changes it."""

RECORD = {
    "commit": "",
    "machine": "",
    "figures": {},
}
