import Foundation
import TesseraJOSE
import TesseraVerifier
import WebValues

/// Keys to verify with or to lint: from a file, standard input or an address.
struct KeySetInput: Sendable {
    private static let maximumBytes = 65_536

    /// The document: a key set or one key, as JSON.
    let document: JSONValue

    /// Reads a key set (RFC 7517 §5), a key (RFC 7517 §4) or a public key in PEM.
    ///
    /// - Parameter place: A path, `-` for standard input, or an address.
    /// - Throws: `CommandFailure` when they cannot be had or are no JSON, `JOSEError` for PEM that is no public key.
    init(at place: String) async throws {
        let bytes = place.contains("://") ? try await Self.fetch(place) : try Self.local(place)
        let text = String(validating: bytes, as: UTF8.self).map {
            $0.trimmingPrefix { $0.isWhitespace || $0 == "\u{FEFF}" }
        }
        guard text?.isEmpty != true else {
            throw CommandFailure(.badData, "the keys \(SafeText.printable(place)) are empty.")
        }
        if let text, text.hasPrefix("-----BEGIN ") {
            document = try JSONWebKey(publicPEM: String(text)).json(includingPrivateKey: false)
            return
        }
        do throws(JSONError) {
            document = try JSONValue(parsing: bytes)
        } catch {
            throw CommandFailure(.badData, "the keys \(SafeText.printable(place)) are neither JSON nor PEM: \(error)")
        }
    }

    /// Keys at hand.
    init(_ document: JSONValue) {
        self.document = document
    }

    /// The keys; a single key counts as a set of one.
    var set: JSONWebKeySet {
        get throws {
            guard document["keys"] == nil, document["kty"] != nil else { return try JSONWebKeySet(document) }
            return JSONWebKeySet([try JSONWebKey(document)])
        }
    }

    /// Whether it is one key that was handed over by itself and has no id: then it is meant, whatever a token names.
    var isLoneKeyWithoutID: Bool { document["keys"] == nil && document["kid"] == nil }

    private static func local(_ path: String) throws -> [UInt8] {
        let bytes: [UInt8]
        if path == "-" {
            bytes = StandardInput.all(limit: maximumBytes)
        } else if let file = FileHandle(forReadingAtPath: path),
            let data = try? file.read(upToCount: maximumBytes + 1) ?? Data()
        {
            bytes = [UInt8](data)
        } else {
            throw CommandFailure(
                .unavailable,
                "the keys \(SafeText.printable(path)) cannot be read: \(FileProblem.describe(path))."
            )
        }
        guard bytes.count <= maximumBytes else {
            throw CommandFailure(.badData, "\(SafeText.printable(path)) is longer than a key set may be (64 KiB).")
        }
        return bytes
    }

    private static func fetch(_ address: String) async throws -> [UInt8] {
        let shown = SafeText.printable(address)
        // An attacker could replace keys that come over plain HTTP.
        let origin: WebOrigin
        do throws(HTTPURL.Fault) {
            origin = try HTTPURL(parsing: address).origin
        } catch {
            throw CommandFailure(.usage, "the keys' address \(shown): \(SettingRefusal(error).reason).")
        }
        guard origin.scheme == "https" || origin.isLoopback else {
            throw CommandFailure(
                .usage,
                "the keys' address \(shown) is not https, so an attacker on the network could replace them."
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
        do throws(KeySetError) {
            try response.requireDocument(from: shown)
            if let fault = response.bodyFault { throw KeySetError(.invalidKeySet, detail: fault) }
        } catch {
            throw CommandFailure(.unavailable, "the keys at \(shown) cannot be fetched: \(error.description)")
        }
        return response.body
    }
}
