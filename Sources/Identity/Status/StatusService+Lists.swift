import Synchronization
import TesseraJOSE
import TesseraOAuth

extension StatusService {
    /// The media type in the header of status list tokens (draft-ietf-oauth-status-list, "Status List Token in JWT Format").
    static let tokenType = "statuslist+jwt"

    /// A list as it is published now.
    ///
    /// The same token is given again until a bit of the list changes, the token is older than its `ttl`, or another key signs.
    ///
    /// - Parameter number: the list's number, beginning with 0.
    /// - Returns: the signed list; nil when there is no such list.
    /// - Throws: `IdentityError` `overloaded` when there is no key to sign with, or when the database has not answered for longer
    ///   than the `ttl`: an old list would be told as a new one.
    public func currentList(_ number: Int) throws -> SignedStatusList? {
        guard isCurrent else {
            throw IdentityError(.overloaded(.statusLists, after: 5))
        }
        let now = time.now()
        let signer = try signingKeys.signer()
        // One at a time, so that a hundred who ask at once get what was made once. It takes well under a millisecond.
        return try signed.withLock { signed in
            let found = state.withLock { state -> (list: StatusList, version: Int)? in
                guard state.log.lists.indices.contains(number) else { return nil }
                return (state.log.lists[number], state.log.versions[number])
            }
            guard let found else { return nil }
            let key = SignedStatusListKey(version: found.version, keyID: signer.keyID)
            if let known = signed[number], known.key == key,
                (0..<timeToLive.wholeMilliseconds).contains(now - known.list.madeAt)
            {
                return known.list
            }
            let token = try signer.sign(
                claims(of: found.list, number: number, at: now).serialized(),
                type: Self.tokenType
            )
            let list = SignedStatusList(token: token, tag: EntityTag.of(Array(token.utf8)), madeAt: now)
            signed[number] = (key, list)
            return list
        }
    }

    private func claims(of list: StatusList, number: Int, at now: Timestamp) throws -> JSONValue {
        [
            "iss": .string(issuer),
            "sub": .string(StatusListAddress.uri(ofList: number, issuer: issuer)),
            "iat": .integer(now.seconds),
            "exp": .integer(now.seconds + StatusLifetime.listToken.wholeSeconds),
            "ttl": .integer(timeToLive.wholeSeconds),
            "status_list": [
                "bits": .integer(Int64(list.bitsPerEntry)),
                "lst": .string(Base64URL.encode(try list.compressed())),
                "aggregation_uri": .string(aggregationURI),
            ],
        ]
    }
}
