package import HTTPTypes
public import Hummingbird
import TesseraVerifier

/// How clients know a server: what stands before the path in the `htu` of their proofs (RFC 9449 §4.2).
public enum RequestAddress: Sendable, Hashable {
    /// The public base URL, such as `https://api.example.com`, without a slash at the end: what a client puts before the
    /// path that this server sees; and others, of which the request's `Host` may choose one.
    case base(String, others: [String] = [])
    /// The scheme, `https` or `http`, and whatever the request's `Host` says.
    ///
    /// Only where something in front refuses every name but the server's own: otherwise a proof that was made for
    /// another server does here, too.
    case host(scheme: String)
    /// Nobody knows, and so no proof can be checked: tokens that are bound to a key are refused.
    case unknown

    /// The verifier's audience, where it is an http(s) URL.
    static func audience(of verifier: AccessTokenVerifier) -> RequestAddress {
        let audience = verifier.audience
        guard audience.hasPrefix("https://") || audience.hasPrefix("http://") else { return .unknown }
        return .base(audience.hasSuffix("/") ? String(audience.dropLast()) : audience)
    }

    /// The URI of a request.
    /// - Parameter request: The request.
    /// - Returns: The URI without its query; `nil` when it can't be known.
    public func uri(of request: Request) -> String? {
        switch self {
        case .base(let base, let others): (Self.base(for: request, among: others) ?? base) + request.uri.path
        case .host(let scheme): request.head.authority.map { "\(scheme)://\($0)\(request.uri.path)" }
        case .unknown: nil
        }
    }

    private static func base(for request: Request, among bases: [String]) -> String? {
        guard let authority = request.head.authority?.lowercased() else { return nil }
        return bases.first { base in
            guard let separator = base.firstRange(of: "://") else { return false }
            return base[separator.upperBound...].prefix { $0 != "/" } == authority
        }
    }
}

extension HTTPField.Name {
    /// `DPoP`: the proof of a request (RFC 9449 §4.1).
    package static var dpop: HTTPField.Name { DPoPFields.proof }
    /// `DPoP-Nonce`: the nonce for the next proof (RFC 9449 §8.1).
    package static var dpopNonce: HTTPField.Name { DPoPFields.nonce }
}

/// The names, made once.
private enum DPoPFields {
    static let proof = known("DPoP")
    static let nonce = known("DPoP-Nonce")

    private static func known(_ name: StaticString) -> HTTPField.Name {
        guard let name = HTTPField.Name("\(name)") else { preconditionFailure("\(name) is not a header field name") }
        return name
    }
}
