extension KeyMaterial {
    /// Refuses a point that isn't on its curve, and a private part that doesn't belong to the public one.
    ///
    /// An RSA key that has `d` without its primes is checked when it is made a ``SigningKey``: to find the primes of a
    /// hostile modulus can take for ever, and keys also arrive in tokens and in other people's key sets.
    func checkConsistency() throws(JOSEError) {
        _ = try SignatureVerifier.PublicKey(self)
        if case .rsa(let key) = self {
            if key.factors != nil { _ = try key.privateKey() }
        } else if isPrivate {
            _ = try Signer.PrivateKey(self)
        }
    }
}
