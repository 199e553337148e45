// Feeds bytes to everything that reads what a client sends: bodies, the cookie, the user agent, addresses and origins. The first
// byte chooses the reader. A reader may refuse; it may not crash, hang, or contradict itself.

/// One input of libFuzzer.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRequests(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 0 else { return 0 }
    let bytes = Array(UnsafeBufferPointer(start: start + 1, count: count - 1))
    switch start[0] % 17 {
    case 0: _ = refused { () throws(BodyError) in _ = try RegistrationBody(bytes) }
    case 1: _ = refused { () throws(BodyError) in _ = try LoginBody(bytes) }
    case 2: _ = refused { () throws(BodyError) in _ = try RefreshBody(bytes) }
    case 3: _ = refused { () throws(BodyError) in _ = try ProfileBody(bytes) }
    case 4: _ = refused { () throws(BodyError) in _ = try PasswordBody(bytes) }
    case 5: _ = refused { () throws(BodyError) in _ = try DeletionBody(bytes) }
    case 6: _ = refused { () throws(BodyError) in _ = try NamesBody(bytes, member: "roles") }
    case 7: _ = refused { () throws(BodyError) in _ = try SetupBody(bytes) }
    case 8:
        let text = String(decoding: bytes, as: UTF8.self)
        let isPlain = !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: ";") }
        _ = RefreshCookie.token(in: text)
        if isPlain {
            let pair = RefreshCookie.storing(text, seconds: 1).prefix { $0 != ";" }
            precondition(RefreshCookie.token(in: "a=b; \(pair); c=d") == text, "a stored token is read again")
            precondition(RefreshCookie.token(in: "\(pair); \(pair)") == nil, "two cookies are none")
        }
    case 9: _ = Device(userAgent: String(decoding: bytes, as: UTF8.self)).name
    case 10:
        let text = String(decoding: bytes, as: UTF8.self)
        if let address = IPAddress(text) {
            precondition(IPNetwork(text)?.contains(address) ?? true, "an address holds itself")
        }
    case 11:
        if let network = IPNetwork(String(decoding: bytes, as: UTF8.self)), let one = IPAddress("10.0.0.1") {
            _ = network.contains(one)
        }
    case 12:
        _ = refused { () throws(BodyError) in
            let form = try FormBody(bytes)
            for name in ["token", "client_id", "client_secret"] {
                precondition(form.optional(name) != "", "a parameter without a value is left out")
            }
        }
    case 13:
        if let basic = BasicCredentials(header: String(decoding: bytes, as: UTF8.self)) {
            precondition(basic.id.utf8.count + basic.secret.utf8.count <= bytes.count, "decoding lengthens nothing")
        }
    case 14:
        _ = refused { () throws(BodyError) in
            let text = String(decoding: bytes, as: UTF8.self)
            let requirements = try CheckRequirements(query: text)
            let demands = requirements.scopes + requirements.roles + requirements.audiences
            let hasName = text.utf8.contains { $0 != UInt8(ascii: "&") }
            precondition(
                !demands.isEmpty || !hasName || text.contains("uri") || text.contains("%"),
                "what is accepted demands something"
            )
        }
    case 15:
        let text = String(decoding: bytes, as: UTF8.self)
        if let url = HTTPURL(text) {
            precondition(HTTPURL(url.origin.text + url.rest) == url, "a URL reads back")
            precondition(WebOrigin(url: text) == url.origin, "a URL has one origin")
        }
        if (try? IssuerURL(parsing: text)) != nil {
            precondition(HTTPURL(text) != nil, "an issuer is a URL")
        }
        if let decoded = PercentCoding.decodeForm(bytes) {
            precondition(
                PercentCoding.decodeForm(PercentCoding.encode(decoded).utf8) == decoded,
                "an encoding reads back"
            )
        }
        if let normal = PercentCoding.normalise(bytes) {
            precondition(PercentCoding.normalise(normal) == normal, "one spelling is one")
        }
        _ = Loopback.contains(text)
        let time = CalendarTime(secondsSince1970: bytes.prefix(8).reduce(Int64(0)) { $0 << 8 | Int64($1) })
        precondition(time.text.utf8.count == 20, "each second has a text of one length")
    default:
        if let origin = WebOrigin(url: String(decoding: bytes, as: UTF8.self)) {
            precondition(WebOrigin(url: origin.text) == origin, "an origin's text spells it")
        }
    }
    return 0
}

/// Whether `read` refused, with an error that says something and does not grow with the input.
private func refused(_ read: () throws(BodyError) -> Void) -> Bool {
    do throws(BodyError) {
        try read()
        return false
    } catch {
        precondition(!error.detail.isEmpty && error.detail.utf8.count < 400, "a refusal is one sentence")
        return true
    }
}
