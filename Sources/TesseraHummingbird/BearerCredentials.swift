import Foundation
package import HTTPTypes
import Hummingbird
import TesseraOAuth

/// Takes the bearer token out of a request (RFC 6750 §2.1).
package enum BearerCredentials {
    /// The token of a request.
    ///
    /// Only the `Authorization` header counts. A token in the query is refused rather than ignored: it has been
    /// written into logs and histories by then, and its sender should learn of that at once (RFC 6750 §2.3, §5.3).
    /// - Parameter request: The request.
    /// - Returns: The token, a `b64token` of RFC 6750 §2.1.
    /// - Throws: `AccessRefusal` with `missingToken`, `severalTokens`, `tokenInQuery` or `malformedCredentials`.
    static func token(of request: Request) throws(AccessRefusal) -> String {
        guard !namesToken(request.uri.query) else { throw AccessRefusal(.tokenInQuery) }
        return try token(in: request.headers)
    }

    /// The token of header fields, whatever stands in the query.
    /// - Parameter headers: The request's header fields.
    /// - Returns: The token, a `b64token` of RFC 6750 §2.1.
    /// - Throws: `AccessRefusal` with `missingToken`, `severalTokens` or `malformedCredentials`.
    package static func token(in headers: HTTPFields) throws(AccessRefusal) -> String {
        let values = headers[values: .authorization]
        guard let value = values.first else { throw AccessRefusal(.missingToken) }
        guard values.count == 1 else { throw AccessRefusal(.severalTokens) }
        return try token(ofHeader: value)
    }

    /// Whether a query has the parameter `access_token`, in any percent-encoding of that name.
    private static func namesToken(_ query: String?) -> Bool {
        guard let query else { return false }
        return query.split(separator: "&").contains { parameter in
            String(parameter.prefix { $0 != "=" }).removingPercentEncoding == "access_token"
        }
    }

    private static func token(ofHeader value: String) throws(AccessRefusal) -> String {
        let scheme = value.prefix { $0 != " " }
        // Another scheme is no bearer token at all; RFC 9110 §11.1: schemes are case-insensitive.
        guard scheme.lowercased() == "bearer" else { throw AccessRefusal(.missingToken) }
        let token = value.dropFirst(scheme.count).drop { $0 == " " }
        guard isToken(token.utf8) else { throw AccessRefusal(.malformedCredentials) }
        return String(token)
    }

    /// `1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="` (RFC 6750 §2.1).
    private static func isToken(_ bytes: Substring.UTF8View) -> Bool {
        let padding = bytes.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        let characters = bytes.dropLast(padding)
        return !characters.isEmpty && characters.allSatisfy(isTokenByte)
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"), UInt8(ascii: "+"), UInt8(ascii: "/"):
            true
        default: false
        }
    }
}
