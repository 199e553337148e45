import Foundation
import TesseraJOSE
import TesseraVerifier

/// Where keys to verify with come from: a file, an address, or an issuer's standard place.
enum KeySetInput {
    private static let maximumBytes = 65_536

    /// The keys at a path or an address; a single key counts as a set of one.
    ///
    /// - Throws: `CommandFailure` when they cannot be had, `JOSEError` when they are none.
    static func read(_ place: String) async throws -> JSONWebKeySet {
        let bytes = place.contains("://") ? try await fetch(place) : try file(place)
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: bytes)
        } catch {
            throw CommandFailure(.badData, "\(SafeText.printable(place)) is no JSON: \(error)")
        }
        guard value["keys"] == nil else { return try JSONWebKeySet(value) }
        return JSONWebKeySet([try JSONWebKey(value)])
    }

    private static func file(_ path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandFailure(
                .unavailable,
                "the keys \(SafeText.printable(path)) cannot be read: \(FileProblem.describe(path))."
            )
        }
        guard data.count <= maximumBytes else {
            throw CommandFailure(.badData, "\(SafeText.printable(path)) is longer than any key set (64 KiB).")
        }
        return [UInt8](data)
    }

    private static func fetch(_ address: String) async throws -> [UInt8] {
        let shown = SafeText.printable(address)
        // Keys that came over plain HTTP could be anybody's.
        let parts: WebAddress
        do throws(SettingRefusal) {
            parts = try WebAddress.parse(address)
        } catch {
            throw CommandFailure(.usage, "the keys' address \(shown): \(error.reason).")
        }
        guard parts.scheme == "https" || LoopbackHost.isLoopback(parts.host) else {
            throw CommandFailure(
                .usage,
                "the keys' address \(shown) is not https, so anybody on the way could replace them."
            )
        }
        let response: KeySetResponse
        do throws(KeySetError) {
            response = try await HTTPClientTransport.shared.get(
                address,
                maximumBytes: maximumBytes,
                timeout: .seconds(5)
            )
        } catch {
            throw CommandFailure(.unavailable, "the keys at \(shown) cannot be fetched: \(error.description)")
        }
        guard response.status == 200 else {
            throw CommandFailure(
                .unavailable,
                "the keys at \(shown) cannot be fetched: the answer is HTTP \(response.status)."
            )
        }
        return response.body
    }
}
