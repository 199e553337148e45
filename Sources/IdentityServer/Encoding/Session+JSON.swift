import Identity
import TesseraJOSE
import TesseraOAuth

extension Session {
    /// The session as the API shows it to its owner and to administrators.
    ///
    /// - Parameters:
    ///   - current: the session that asks, if one does.
    ///   - now: the present moment, against which lifetimes are held.
    /// - Returns: an object in which every member is always there.
    func json(current: SessionID?, now: Timestamp) -> JSONValue {
        var object = JSONObject()
        object["id"] = .string(self.id.description)
        object["current"] = .bool(self.id == current)
        object["client_id"] = .string(self.clientID)
        object["device"] = Device(userAgent: lastUserAgent).json
        object["address"] = .string(lastAddress)
        object["created_address"] = .string(createdAddress)
        object["user_agent"] = .text(lastUserAgent)
        object["transport"] = .string(self.transport.rawValue)
        object["bound"] = .bool(self.keyThumbprint != nil)
        object["scope"] = .string(self.scope.text)
        object["generation"] = .integer(self.generation)
        object["methods"] = .array(self.methods.map { .string($0) })
        object["created_at"] = .string(createdAt.rfc3339)
        object["authenticated_at"] = .string(self.authenticatedAt.rfc3339)
        object["last_seen_at"] = .string(lastSeenAt.rfc3339)
        object["idle_expires_at"] = .string(self.idleExpiresAt.rfc3339)
        object["expires_at"] = .string(expiresAt.rfc3339)
        object["end"] = end(asOf: now)?.json ?? .null
        return .object(object)
    }
}

extension SessionEnd {
    /// When and why a session ended; with what was seen when a replaced refresh token came back.
    var json: JSONValue {
        var object = JSONObject()
        object["at"] = .string(at.rfc3339)
        object["cause"] = .string(cause.rawValue)
        object["description"] = .string(cause.sentence)
        if let reuse {
            object["evidence"] = [
                "generation_gap": .integer(reuse.generationGap),
                "milliseconds_since_rotation": .integer(reuse.millisecondsSinceRotation),
                "address_differed": .bool(reuse.addressDiffered),
                "user_agent_differed": .bool(reuse.userAgentDiffered),
            ]
        }
        return .object(object)
    }
}
