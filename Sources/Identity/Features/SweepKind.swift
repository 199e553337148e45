/// What is swept; the raw values label metrics and log lines.
public enum SweepKind: String, Sendable, Hashable, CaseIterable {
    /// Lifetimes of sessions that have run out unseen are written down.
    case expiredSessions = "expired_sessions"
    /// Sessions that ended longer ago than they are remembered.
    case endedSessions = "ended_sessions"
    /// Events of the audit trail that are older than its retention.
    case auditEvents = "audit_events"
    /// One-time tokens that nobody has used in time.
    case setupTokens = "setup_tokens"
    /// Throttle counters that are full again, which say the same as no counter.
    case throttles
    /// Networks from which nobody has signed in for long.
    case familiarAddresses = "familiar_addresses"
    /// Revocations of which every token and every list has expired; their positions become free.
    case revocations
    /// Connections of verifiers whose server fell silent are taken for gone.
    case silentVerifiers = "silent_verifiers"
    /// Servers of verifiers that fell silent.
    case silentServers = "silent_servers"
    /// Verifiers that have been gone for longer than any access token lives.
    case goneVerifiers = "gone_verifiers"
    /// Confirmations of signing keys that are about to be forgotten.
    case keyConfirmations = "key_confirmations"
    /// Signing keys that have long counted no more.
    case signingKeys = "signing_keys"
    /// Pages of the database file that deleted rows left behind.
    case freePages = "free_pages"
}
