import Foundation
package import HTTPTypes
package import Hummingbird
package import TesseraOAuth

/// The access token of a request, and how it was presented (RFC 6750 §2.1, RFC 9449 §7.1).
package struct AccessCredentials: Sendable {
    /// The scheme of the header.
    package let type: TokenType
    /// The token: a `token68` of RFC 9110 §11.2.
    package let token: String

    private init(type: TokenType, token: String) {
        self.type = type
        self.token = token
    }

    /// The credentials of a request.
    ///
    /// Only the `Authorization` header counts. A token in the query is refused rather than ignored: it has been
    /// written into logs and histories by then, and its sender should learn of that at once (RFC 6750 §2.3, §5.3).
    /// - Parameter request: The request.
    /// - Returns: The token and its scheme.
    /// - Throws: `AccessRefusal` with `missingToken`, `severalTokens`, `tokenInQuery` or `malformedCredentials`.
    package static func credentials(of request: Request) throws(AccessRefusal) -> AccessCredentials {
        guard !namesToken(request.uri.query) else { throw AccessRefusal(.tokenInQuery) }
        return try credentials(in: request.headers)
    }

    /// The credentials of header fields, whatever stands in the query.
    /// - Parameter headers: The request's header fields.
    /// - Returns: The token and its scheme.
    /// - Throws: `AccessRefusal` with `missingToken`, `severalTokens` or `malformedCredentials`.
    package static func credentials(in headers: HTTPFields) throws(AccessRefusal) -> AccessCredentials {
        let values = headers[values: .authorization]
        guard let value = values.first else { throw AccessRefusal(.missingToken) }
        guard values.count == 1 else { throw AccessRefusal(.severalTokens) }
        return try credentials(ofHeader: value)
    }

    /// Whether a query has the parameter `access_token`, in any percent-encoding of that name.
    private static func namesToken(_ query: String?) -> Bool {
        guard let query else { return false }
        return query.split(separator: "&").contains { parameter in
            String(parameter.prefix { $0 != "=" }).removingPercentEncoding == "access_token"
        }
    }

    private static func credentials(ofHeader value: String) throws(AccessRefusal) -> AccessCredentials {
        let scheme = value.prefix { $0 != " " }
        // Another scheme is no access token at all.
        guard let type = TokenType(caseInsensitive: scheme) else { throw AccessRefusal(.missingToken) }
        let token = value.dropFirst(scheme.count).drop { $0 == " " }
        guard isToken(token.utf8) else { throw AccessRefusal(.malformedCredentials) }
        return AccessCredentials(type: type, token: String(token))
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
