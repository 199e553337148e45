import Persistence

/// The table of leases and its verbs: work that one node of many does.
struct LeaseTable {
    let transaction: any Transaction

    /// Whether a node may try to take a lease: nobody else holds it.
    ///
    /// For a read, so that the nodes that have nothing to do write nothing.
    func isFree(_ name: String, for node: [UInt8], at now: Timestamp) throws -> Bool {
        try !transaction.exists(
            "SELECT 1 FROM leases WHERE name = \(name) AND holder <> \(node) AND held_until > \(now.milliseconds)"
        )
    }

    /// Takes a lease, or holds it for longer; false when another node holds it.
    func take(_ name: String, for node: [UInt8], until end: Timestamp, at now: Timestamp) throws -> Bool {
        let row = try transaction.row(
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
    func release(_ name: String, of node: [UInt8]) throws {
        try transaction.execute("DELETE FROM leases WHERE name = \(name) AND holder = \(node)")
    }
}

extension Transaction {
    /// The table of leases.
    var leases: LeaseTable { LeaseTable(transaction: self) }
}
