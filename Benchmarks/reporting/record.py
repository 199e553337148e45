"""What requests cost when this was first measured. Goals for costs refer to it, so no later run changes it."""

RECORD = {
    "commit": "51c8781",
    # Others built on the same cores meanwhile. Processor time hardly shows that; a start on PostgreSQL does, and is not recorded.
    "machine": "2 cores of an Intel Xeon that others used, too (load average 29), with Swift 6.2.3, on 2026-11-30",
    "figures": {
        "SQLite": {
            "refresh": 0.216,
            "introspection": 0.075,
            "who am I (`GET /auth/me`)": 0.152,
            "key set": 0.055,
            "idle, seconds in 10 s": 0.035,
            "start to the first 200, ms": 69,
            "resident when idle, MiB": 49.4,
            "of which anonymous": 6.9,
            "resident after this load, MiB": 53.1,
        },
        "PostgreSQL": {
            "refresh": 0.345,
            "introspection": 0.081,
            "who am I (`GET /auth/me`)": 0.305,
            "key set": 0.059,
            "idle, seconds in 10 s": 0.075,
            "resident when idle, MiB": 46.9,
            "of which anonymous": 6.1,
            "resident after this load, MiB": 49.8,
        },
    },
}
