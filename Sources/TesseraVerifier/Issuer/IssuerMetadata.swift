import TesseraJOSE

/// What an issuer says of itself at `/.well-known/openid-configuration` (OpenID Connect Discovery 1.0 §4, RFC 8414).
struct IssuerMetadata: Sendable {
    private let document: JSONValue
    private let isLoopback: Bool

    /// The address of an issuer's metadata (OpenID Connect Discovery 1.0 §4.1: a trailing slash is dropped first).
    static func address(ofIssuer issuer: String) throws(KeySetError) -> IssuerAddress {
        let base = issuer.hasSuffix("/") ? issuer.dropLast() : issuer[...]
        guard !issuer.contains("?") else { throw KeySetError(.insecureAddress, detail: "an issuer has no query") }
        return try IssuerAddress(base + "/.well-known/openid-configuration")
    }

    /// Fetches an issuer's metadata, which must name that issuer (RFC 8414 §3.3).
    static func fetch(
        ofIssuer issuer: String,
        at address: IssuerAddress,
        by transport: any KeySetTransport,
        maximumBytes: Int,
        timeout: Duration
    ) async throws(KeySetError) -> IssuerMetadata {
        let answer = try await transport.get(address.text, maximumBytes: maximumBytes, timeout: timeout)
        guard answer.body.count <= maximumBytes else { throw KeySetError(.tooLarge) }
        try answer.requireDocument(from: address.text)
        let document = try answer.json(orElse: .invalidMetadata)
        guard let named = document["issuer"]?.string else {
            throw KeySetError(.invalidMetadata, detail: "issuer is missing")
        }
        guard named.isIdentical(to: issuer) else {
            // Without a key set it is no metadata at all, be it whose it may.
            guard document["jwks_uri"]?.string != nil else {
                throw KeySetError(.invalidMetadata, detail: "jwks_uri is missing")
            }
            let names = KeySetResponse.printable(named)
            throw KeySetError(.issuerMismatch, detail: "the metadata names \(names), this verifier \(issuer)")
        }
        return IssuerMetadata(document: document, isLoopback: address.isLoopback)
    }

    /// Where the issuer's keys are: https, or as unprotected as the metadata themselves.
    func keySetAddress() throws(KeySetError) -> IssuerAddress {
        guard let text = document["jwks_uri"]?.string else {
            throw KeySetError(.invalidMetadata, detail: "jwks_uri is missing")
        }
        guard let address = try? IssuerAddress(text), isLoopback || !address.isLoopback else {
            throw KeySetError(.insecureAddress, detail: "jwks_uri")
        }
        return address
    }

    /// The address of one of the issuer's own endpoints.
    /// - Parameters:
    ///   - name: The member of the object `tessera`.
    ///   - issuer: The issuer.
    /// - Returns: The address; `nil` when the issuer has no such endpoint, or names one that isn't its own.
    func ownEndpoint(_ name: String, of issuer: String) -> IssuerAddress? {
        guard let text = document["tessera"]?[name]?.string else { return nil }
        return IssuerAddress(text, under: issuer)
    }
}

/// Entity tags (RFC 9110 §8.8.3).
enum EntityTag {
    /// A tag that can be sent back as it is; `nil` for anything else.
    static func usable(_ tag: String?) -> String? {
        guard let tag, tag.utf8.count <= 256, tag.hasSuffix("\""), tag.hasPrefix("\"") || tag.hasPrefix("W/\""),
            tag.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        return tag
    }
}
