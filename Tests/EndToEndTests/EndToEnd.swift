// The end-to-end tests: the real programs `tessera` and `notes`, started as processes, reached over real sockets, with their
// state in real files. They know the programs from outside only: arguments, environment, output, exit status, signals, HTTP. What
// one room promises is tested in that room's own target.

import Testing

/// Every test that starts a program, one after the other: each wants the machine for itself, and they share its ports.
@Suite("End to end", .serialized, .timeLimit(.minutes(5)))
enum EndToEnd {}
