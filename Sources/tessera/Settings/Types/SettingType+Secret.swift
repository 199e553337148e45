import Identity

extension SettingType where Value == [UInt8] {
    /// A master secret in base64, read as its file is.
    static var masterSecret: SettingType<[UInt8]> {
        let minimum = MasterSecret.minimumLength
        return SettingType(
            expectation: "at least \(minimum) random bytes in base64, as `openssl rand -base64 \(minimum)` prints them",
            decode: { text throws(SettingRefusal) in
                let bytes: [UInt8]
                do throws(MasterSecretError) {
                    bytes = try MasterSecret.bytes(of: text)
                } catch {
                    throw SettingRefusal(reason: "it is not base64")
                }
                guard bytes.count >= minimum else {
                    throw SettingRefusal(reason: "it has \(bytes.count) bytes, fewer than \(minimum)")
                }
                return bytes
            },
            encode: { _ in "[redacted]" }
        )
    }
}
