import TesseraOAuth

@testable import Identity

extension Session {
    /// A session of which only matters what the rule of a refresh looks at.
    static func family(
        generation: Int64,
        rotatedAt: Timestamp,
        steps: StepHistory,
        idleExpiresAt: Timestamp,
        expiresAt: Timestamp,
        end: SessionEnd? = nil,
        lastAddress: String,
        lastUserAgent: String?,
        keyThumbprint: String?
    ) throws -> Session {
        let began = Timestamp(seconds: 0)
        return Session(
            basis: SessionBasis(
                id: SessionID(unchecked: [UInt8](repeating: 1, count: 16)),
                accountID: AccountID(unchecked: [UInt8](repeating: 2, count: 16)),
                clientID: "first-party",
                transport: .body,
                scope: try Scope(["account"]),
                methods: ["pwd"],
                generation: generation,
                authenticatedAt: began,
                idleExpiresAt: idleExpiresAt,
                keyThumbprint: keyThumbprint,
                statusPosition: nil
            ),
            createdAt: began,
            lastSeenAt: rotatedAt,
            expiresAt: expiresAt,
            createdAddress: lastAddress,
            lastAddress: lastAddress,
            createdUserAgent: lastUserAgent,
            lastUserAgent: lastUserAgent,
            end: end,
            rotatedAt: rotatedAt,
            steps: steps
        )
    }
}
