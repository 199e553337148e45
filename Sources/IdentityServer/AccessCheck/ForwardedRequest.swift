import HTTPTypes
import WebValues

/// The request that a proxy asks about, as the proxy describes it in `X-Forwarded-Method`, `-Proto`, `-Host` and `-Uri`: what
/// the proof of a bound token is held against.
///
/// Traefik and Caddy send the four by themselves; nginx is told to. A proxy must replace what a client sends under these names;
/// a field that stands there twice was sent by both, and is refused.
struct ForwardedRequest: Sendable, Equatable {
    let method: String
    /// The URI with scheme and host.
    let uri: String

    /// - Throws: ``BodyError`` naming the field that is missing or cannot be read.
    init(_ headers: HTTPFields) throws(BodyError) {
        method = try Self.single(.xForwardedMethod, headers)
        let scheme = try Self.single(.xForwardedProto, headers)
        let host = try Self.single(.xForwardedHost, headers)
        let target = try Self.single(.xForwardedURI, headers)
        guard !host.contains("/"), let origin = WebOrigin(url: "\(scheme)://\(host)") else {
            throw BodyError("X-Forwarded-Proto and X-Forwarded-Host: are not the scheme and host of a request.")
        }
        guard target.hasPrefix("/") else { throw BodyError("X-Forwarded-Uri: is not a path that begins with a slash.") }
        uri = origin.text + target
    }

    private static func single(_ name: HTTPField.Name, _ headers: HTTPFields) throws(BodyError) -> String {
        let values = headers[values: name]
        // A path may hold a comma; in the others it would separate two values.
        let isOne = values.count == 1 && (name == .xForwardedURI || !values[0].contains(","))
        guard isOne, let value = values.first, !value.isEmpty else {
            throw BodyError("\(name.rawName): is required, once, to check the proof of a DPoP-bound token.")
        }
        return value
    }
}
