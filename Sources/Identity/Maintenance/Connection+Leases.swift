import Persistence

/// The verbs of leases: work that one node of many does.
extension Connection {
    /// Whether a node may try to take a lease: nobody else holds it.
    ///
    /// For a read, so that the nodes that have nothing to do write nothing.
    func isLeaseFree(_ name: String, for node: [UInt8], at now: Timestamp) throws -> Bool {
        try !exists(
            "SELECT 1 FROM leases WHERE name = \(name) AND holder <> \(node) AND held_until > \(now.milliseconds)"
        )
    }

    /// Takes a lease, or holds it for longer; false when another node holds it.
    func takeLease(_ name: String, for node: [UInt8], until end: Timestamp, at now: Timestamp) throws -> Bool {
        let row = try row(
            """
            INSERT INTO leases (name, holder, held_until) VALUES (\(name), \(node), \(end.milliseconds))
            ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until
            WHERE leases.holder = excluded.holder OR leases.held_until <= \(now.milliseconds)
            RETURNING holder
            """
        )
        return row != nil
    }

    /// Gives a lease back, if this node holds it.
    func releaseLease(_ name: String, of node: [UInt8]) throws {
        try execute("DELETE FROM leases WHERE name = \(name) AND holder = \(node)")
    }
}
