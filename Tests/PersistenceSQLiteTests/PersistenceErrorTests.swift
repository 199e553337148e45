import Foundation
import Persistence
import Testing

@testable import PersistenceSQLite

@Suite struct `Errors of SQLite` {
    /// `SQLITE_IOERR_WRITE` of SQLite's table of result codes.
    private static let failedWrite: CInt = 778

    @Test(arguments: [
        (CInt(0), PersistenceError.Code.inputOutput), (EIO, .inputOutput), (ENOSPC, .diskFull), (EDQUOT, .diskFull),
        (EROFS, .readOnly),
    ])
    func `a failure of input or output is called by what the system says of it`(
        systemError: CInt,
        code: PersistenceError.Code
    ) {
        let error = PersistenceError(resultCode: Self.failedWrite, message: "disk I/O error", systemError: systemError)
        #expect(error.code == code)
    }

    @Test func `an error of the system that came before says nothing about a failure of another kind`() {
        let busy = PersistenceError(resultCode: 5, message: "database is locked", systemError: ENOSPC)
        #expect(busy.code == .busy)
    }
}
