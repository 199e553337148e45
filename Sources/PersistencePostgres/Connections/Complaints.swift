import CLibPQ

/// What libpq says to itself when the server sends what fits nothing that was asked.
///
/// libpq passes over such messages; here they end the connection, since no one could tell whose the next answer is.
///
/// @unchecked Sendable: it belongs to one connection, which one thread at a time uses.
@safe final class Complaints: @unchecked Sendable {
    private(set) var isEmpty = true

    /// Hears what libpq says of a connection from now on.
    ///
    /// The connection must not outlive this object.
    func listen(to handle: OpaquePointer) {
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        _ = unsafe PQsetNoticeReceiver(handle, { unsafe Complaints.note($0, $1) }, context)
    }

    /// The server's own notices ("relation exists, skipping") have a state, and are no complaints.
    private static func note(_ context: UnsafeMutableRawPointer?, _ result: OpaquePointer?) {
        guard let context = unsafe context, let result = unsafe result else { return }
        let state = CInt(Character("C").asciiValue ?? 0)
        guard unsafe PQresultErrorField(result, state) == nil else { return }
        unsafe Unmanaged<Complaints>.fromOpaque(context).takeUnretainedValue().isEmpty = false
    }
}
