/// An issuer identifier (RFC 8414 §2): an https URL without query, fragment and closing slash, or such an http URL of this machine.
package struct IssuerURL: Sendable, Hashable {
    /// The URL as it was given: issuers are compared byte by byte.
    package let text: String
    /// Scheme, host and port.
    package let origin: WebOrigin

    /// Why a text is no issuer.
    package enum Fault: Error, Equatable {
        /// It is no URL of HTTP.
        case url(HTTPURL.Fault)
        /// It has a query or a fragment.
        case queryOrFragment
        /// It ends with a slash.
        case closingSlash
        /// It is an http URL of another machine.
        case insecure
    }

    /// Reads an issuer.
    ///
    /// - Parameter text: The text.
    /// - Throws: What is wrong with it.
    package init(parsing text: String) throws(Fault) {
        let url: HTTPURL
        do throws(HTTPURL.Fault) {
            url = try HTTPURL(parsing: text)
        } catch {
            throw .url(error)
        }
        guard !url.hasQueryOrFragment else { throw .queryOrFragment }
        guard !text.hasSuffix("/") else { throw .closingSlash }
        guard url.origin.scheme == "https" || url.origin.isLoopback else { throw .insecure }
        self.text = text
        self.origin = url.origin
    }
}
