import TesseraJOSE

/// Secrets that stand in tutorials, documentation and examples, and so sign tokens in production.
enum FamousSecrets {
    static let all = [
        "", "secret", "secretkey", "secret_key", "secret-key", "secret123", "mysecret", "my-secret", "my_secret",
        "mysecretkey", "my-secret-key", "supersecret", "super-secret", "super_secret", "supersecretkey",
        "super-secret-key", "topsecret", "verysecret", "jwt", "jwtsecret", "jwt-secret", "jwt_secret", "JWT_SECRET",
        "jwt_secret_key", "your-secret", "your_secret", "your-secret-key", "your_secret_key", "your_jwt_secret",
        "yoursecretkey", "your-256-bit-secret", "your-384-bit-secret", "your-512-bit-secret",
        "a-string-secret-at-least-256-bits-long", "a-valid-string-secret-that-is-at-least-384-bits-long",
        "a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long", "shhhhh", "shhhhhh",
        "shhhhhhared-secret", "keyboard cat", "changeme", "change-me", "change_me", "change this", "please-change-me",
        "password", "password1", "passw0rd", "pass", "test", "testing", "test-secret", "testsecret", "example",
        "example_key", "example-key", "demo", "sample", "default", "development", "dev", "dev-secret", "local",
        "admin", "root", "user", "token", "token-secret", "access-token-secret", "accesstokensecret",
        "refresh-token-secret", "refreshtokensecret", "key", "private", "privatekey", "private-key", "signing-key",
        "foo", "bar", "foobar", "hello", "helloworld", "hello world", "qwerty", "qwertyuiop", "abc", "abc123",
        "abcdef", "123", "1234", "12345", "123456", "1234567", "12345678", "123456789", "1234567890",
        "12345678901234567890123456789012", "0123456789abcdef", "letmein", "none", "null", "undefined", "nodejs",
        "express", "django-insecure", "laravel", "spring", "auth0", "hmac", "hs256", "HS256", "gin", "golang",
        "AllYourBase", "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
        "404E635266556A586E3272357538782F413F4428472B4B6250645367566B5970",
    ]

    /// The famous secret by which a token is signed.
    static func secret(of token: LintSubject) -> String? {
        guard let algorithm = token.knownAlgorithm, algorithm.isSymmetric, let signature = token.signature,
            let content = content(of: token)
        else { return nil }
        return all.first { secret in
            MessageAuthentication.isValid(signature, over: content, secret: Array(secret.utf8), algorithm)
        }
    }

    /// Header, dot and payload, which are what is signed (RFC 7515 §5.1).
    private static func content(of token: LintSubject) -> [UInt8]? {
        let dot = UInt8(ascii: ".")
        let text = token.bytes.filter { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        guard token.inspection.form == .signed, let end = text.lastIndex(of: dot) else { return nil }
        return Array(text[..<end])
    }
}
