import WebValues

extension SettingType where Value == String {
    /// An IP address to listen on, or `localhost`.
    static var listenAddress: SettingType<String> {
        SettingType(
            expectation: "an IP address or localhost",
            decode: { text throws(SettingRefusal) in
                guard text == "localhost" || IPAddress(text) != nil else {
                    throw SettingRefusal(reason: "it is not an IP address")
                }
                return text
            },
            encode: { $0 }
        )
    }

    /// An IP address or a block of them in CIDR notation (RFC 4632, RFC 4291 §2.3).
    static var addressBlock: SettingType<String> {
        SettingType(
            expectation: "an IP address or a block such as 10.0.0.0/8",
            decode: { text throws(SettingRefusal) in
                do throws(IPNetwork.Fault) {
                    _ = try IPNetwork(parsing: text)
                } catch {
                    switch error {
                    case .noAddress: throw SettingRefusal(reason: "it is not an IP address")
                    case .badLength(let longest):
                        throw SettingRefusal(reason: "the number after / must be from 0 to \(longest)")
                    }
                }
                return text
            },
            encode: { $0 }
        )
    }

    /// A web origin (RFC 6454 §6.2): scheme, host and, unless it is the scheme's own, port.
    static var origin: SettingType<String> {
        SettingType(
            expectation: "an origin such as https://app.example.com",
            decode: { text throws(SettingRefusal) in
                let origin: WebOrigin
                do throws(HTTPURL.Fault) {
                    origin = try HTTPURL(parsing: text).origin
                } catch {
                    throw SettingRefusal(error)
                }
                guard text == origin.text else {
                    throw SettingRefusal(
                        reason: "an origin is only scheme, host and port: write \(origin.text)"
                    )
                }
                return text
            },
            encode: { $0 }
        )
    }

    /// An issuer identifier (RFC 8414 §2): an http or https URL without query, fragment and closing slash.
    static var issuer: SettingType<String> {
        SettingType(
            expectation: "an https URL such as https://sign-in.example.com",
            decode: { text throws(SettingRefusal) in
                do throws(IssuerURL.Fault) {
                    return try IssuerURL(parsing: text).text
                } catch {
                    switch error {
                    case .url(let fault): throw SettingRefusal(fault)
                    case .queryOrFragment: throw SettingRefusal(reason: "an issuer has no query and no fragment")
                    case .closingSlash: throw SettingRefusal(reason: "an issuer does not end with a slash")
                    case .insecure:
                        throw SettingRefusal(reason: "an issuer is an https URL, except on this machine (RFC 8414 §2)")
                    }
                }
            },
            encode: { $0 }
        )
    }
}

extension SettingRefusal {
    /// Why a text is no URL.
    init(_ fault: HTTPURL.Fault) {
        reason =
            switch fault {
            case .noHTTPURL: "it is not an http or https URL"
            case .userInformation: "a URL with a user name is not allowed here"
            case .badHost: "its host is neither a name of ASCII letters, digits, . - and _ nor an IP address"
            case .badPort: "its port is not from 1 to 65535"
            }
    }
}
