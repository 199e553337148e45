// One Hummingbird route that answers GET and POST with a prepared body with prepared header fields, and nothing
// else: no middleware, no log of requests, no metrics, no look at the request's body. The peer of an endpoint of ours. It runs as the server does: the shared event loops, as many as
// cores.
//
// bare-route PORT PATH BODY-FILE HEADER-FILE
// The header file has one `Name: value` a line.

import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

@main
struct BareRoute {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 5, let port = Int(arguments[1]) else {
            FileHandle.standardError.write(Data("usage: bare-route PORT PATH BODY-FILE HEADER-FILE\n".utf8))
            exit(64)
        }
        let body = ByteBuffer(bytes: try Data(contentsOf: URL(fileURLWithPath: arguments[3])))
        let headers = try fields(in: String(contentsOfFile: arguments[4], encoding: .utf8))
        let router = Router()
        for method in [HTTPRequest.Method.get, .post] {
            router.on(RouterPath(arguments[2]), method: method) { _, _ in
                Response(status: .ok, headers: headers, body: .init(byteBuffer: body))
            }
        }
        router.get("/ready") { _, _ in HTTPResponse.Status.ok }
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
            logger: Logger(label: "bare-route")
        )
        try await application.runService()
    }

    private static func fields(in text: String) throws -> HTTPFields {
        var fields = HTTPFields()
        for line in text.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let name = HTTPField.Name(String(parts[0])) else {
                throw HeaderLineError(line: String(line))
            }
            fields.append(HTTPField(name: name, value: parts[1].trimmingCharacters(in: .whitespaces)))
        }
        return fields
    }
}

struct HeaderLineError: Error {
    let line: String
}
