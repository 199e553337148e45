import NIOSSL

/// Where the certificate and its key lie, both in PEM.
public struct TLSFiles: Sendable, Hashable {
    /// The certificate followed by those that sign it.
    public let certificateChain: String
    /// The private key; it should be readable by the server only.
    public let privateKey: String

    /// The files at these paths.
    public init(certificateChain: String, privateKey: String) {
        self.certificateChain = certificateChain
        self.privateKey = privateKey
    }

    /// Reads both files.
    ///
    /// - Throws: ``ServerConfigurationError`` naming the file that cannot be read or does not fit.
    func configuration() throws -> TLSConfiguration {
        let certificates: [NIOSSLCertificate]
        do {
            certificates = try NIOSSLCertificate.fromPEMFile(certificateChain)
        } catch {
            throw ServerConfigurationError("The certificate chain \(certificateChain) cannot be read as PEM: \(error)")
        }
        guard !certificates.isEmpty else {
            throw ServerConfigurationError("The certificate chain \(certificateChain) contains no certificate.")
        }
        let key: NIOSSLPrivateKey
        do {
            key = try NIOSSLPrivateKey(file: privateKey, format: .pem)
        } catch {
            throw ServerConfigurationError("The private key \(privateKey) cannot be read as PEM.")
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: certificates.map { .certificate($0) },
            privateKey: .privateKey(key)
        )
        configuration.minimumTLSVersion = .tlsv12
        do {
            _ = try NIOSSLContext(configuration: configuration)
        } catch {
            throw ServerConfigurationError(
                "The private key \(privateKey) does not belong to the certificate \(certificateChain)."
            )
        }
        return configuration
    }
}
