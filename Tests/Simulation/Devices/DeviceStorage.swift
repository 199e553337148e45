import Identity

/// What the tabs of a device share: web storage, or the file of a native client.
///
/// One turn of a tab reads and writes it as a whole.
struct DeviceStorage {
    /// Counts sign-ins and sign-outs: what was asked for before is not answered after.
    var epoch = 0
    /// The session; nil while signed out.
    var session: SessionID?
    /// The generation of the newest tokens that were accepted.
    var generation: Int64 = 0
    /// The refresh token; in cookie mode it is in the cookie jar instead, out of reach.
    var token: TokenCopy?
    /// The attempt id of the next refresh, saved before it is sent, and kept until that refresh is known to have worked.
    var attempt: String?
    /// The attempt id of the refresh that led to this generation.
    var earlier: [String] = []
    /// The newest access token, where tabs share it.
    var access: AccessCopy?
}

/// An access token as a client holds it: by its receipt and its lifetime, not by the server's clock.
struct AccessCopy {
    let text: String
    let generation: Int64
    let lifetime: Int64
    let receivedMonotonic: Int64
    let receivedWall: Int64
}
