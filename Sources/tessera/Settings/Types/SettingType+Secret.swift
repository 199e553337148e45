import Foundation

extension SettingType where Value == [UInt8] {
    /// Secret bytes, written as base64 (either alphabet, padding or not).
    static func secretBytes(minimum: Int) -> SettingType<[UInt8]> {
        SettingType(
            expectation: "at least \(minimum) random bytes in base64, as `openssl rand -base64 \(minimum)` prints them",
            decode: { text throws(SettingRefusal) in
                var standard = text.replacing("-", with: "+").replacing("_", with: "/")
                standard += String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4)
                guard let bytes = Data(base64Encoded: standard) else {
                    throw SettingRefusal(reason: "it is not base64")
                }
                guard bytes.count >= minimum else {
                    throw SettingRefusal(reason: "it holds \(bytes.count) bytes, fewer than \(minimum)")
                }
                return [UInt8](bytes)
            },
            encode: { _ in "[redacted]" }
        )
    }
}
