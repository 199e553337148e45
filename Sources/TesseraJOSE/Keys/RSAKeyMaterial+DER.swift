extension RSAKeyMaterial {
    /// What stands before the key in the SubjectPublicKeyInfo of an RSA key: rsaEncryption with no parameters (RFC 3279 §2.3.1).
    private static let algorithm: [UInt8] = [
        0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00,
    ]

    /// Reads the SubjectPublicKeyInfo of an RSA key (RFC 5280 §4.1.2.7), and nothing behind it.
    ///
    /// Read here and not by swift-crypto, whose `_RSA.Signing.PublicKey` frees its memory twice when the text is no RSA key: the
    /// initializer frees it, then throws out of a class that is complete, and so its `deinit` frees it again.
    init(publicKeyInfo der: [UInt8]) throws(JOSEError) {
        var reader = DERReader(bytes: der)
        try reader.enterSequence()
        try reader.skip(Self.algorithm)
        try reader.enterBitString()
        try reader.enterSequence()
        self.init(modulus: try reader.integer(), publicExponent: try reader.integer())
        guard reader.isAtEnd else { throw DERReader.malformed }
    }

    /// Reads an RSAPrivateKey of PKCS #1 (RFC 8017 A.1.2), as swift-crypto writes it.
    init(der: [UInt8]) throws(JOSEError) {
        var reader = DERReader(bytes: der)
        try reader.enterSequence()
        _ = try reader.integer()
        modulus = try reader.integer()
        publicExponent = try reader.integer()
        privateExponent = try reader.integer()
        factors = Factors(
            p: try reader.integer(),
            q: try reader.integer(),
            dp: try reader.integer(),
            dq: try reader.integer(),
            qi: try reader.integer()
        )
    }
}
