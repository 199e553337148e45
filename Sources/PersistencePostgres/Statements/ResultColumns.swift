import CLibPQ
import Foundation

/// The names and types of a result's columns.
struct ResultColumns {
    let names: [String]
    let types: [Oid]

    /// The columns of a result, or of the description of one.
    init(_ result: OpaquePointer) {
        let width = unsafe PQnfields(result)
        names = (0..<width).map { column in
            unsafe PQfname(result, column).map { unsafe String(cString: $0) } ?? ""
        }
        types = (0..<width).map { unsafe PQftype(result, $0) }
    }

    /// Whether a result has these columns and no others.
    func areThose(of result: OpaquePointer) -> Bool {
        guard unsafe Int(PQnfields(result)) == names.count else { return false }
        return names.indices.allSatisfy { index in
            guard unsafe PQftype(result, CInt(index)) == types[index], let name = unsafe PQfname(result, CInt(index))
            else { return false }
            return unsafe names[index].withCString { unsafe strcmp($0, name) == 0 }
        }
    }
}
