import Foundation
import Identity
import IdentityServer
import NIOCore
import Persistence
import PersistenceCopy
import TesseraJOSE

extension CommandFailure {
    /// The failure for an error of the system or of another module, `nil` for an unexpected one.
    init?(describing error: any Error) {
        switch error {
        case let error as IdentityError:
            self.init(Self.status(error.code), SafeText.printable(IdentityWords.detail(of: error), limit: 1000))
        case let failure as StorageFailure:
            self.init(Self.status(failure.cause), SafeText.printable(failure.message, limit: 1000))
        case let error as PersistenceError:
            self.init(Self.status(error.code), SafeText.printable(error.message, limit: 1000))
        case let error as CopyError:
            self.init(Self.status(error.code), SafeText.printable(error.message, limit: 1000))
        case let error as MasterSecretError:
            self.init(.configuration, SafeText.printable(error.description, limit: 1000))
        case let error as ServerConfigurationError:
            self.init(.configuration, SafeText.printable(error.description, limit: 1000))
        case let error as IOError where error.errnoCode == EADDRINUSE:
            self.init(.unavailable, "the port is taken by another program. Stop it, or choose another by --http-port.")
        case let error as IOError where error.errnoCode == EACCES:
            self.init(.noPermission, "this user may not listen on that port. Choose one above 1023 with --http-port.")
        case let error as IOError where error.errnoCode == EADDRNOTAVAIL:
            self.init(
                .configuration,
                "this machine does not have the configured address. Set http.address to one that it has."
            )
        case let error as IOError:
            self.init(.inputOutput, SafeText.printable(error.description, limit: 1000))
        case let error as JOSEError:
            self.init(.badData, SafeText.printable(error.detail, limit: 1000))
        case let error as CocoaError:
            self.init(error)
        default:
            return nil
        }
    }

    private static func status(_ code: IdentityError.Code) -> ExitStatus {
        switch code {
        case .invalidRequest: .badData
        case .overloaded, .tooManyAttempts: .unavailable
        case .userNameTaken, .emailTaken, .passwordRefused, .invalidCredentials, .wrongPassword, .accountDisabled,
            .registrationClosed, .accountNotFound, .sessionNotFound, .signingKeyNotFound, .clientNotFound,
            .clientIDTaken, .invalidSetupToken, .lastAdministrator, .conflict:
            .refused
        }
    }

    private static func status(_ cause: StorageFailure.Cause) -> ExitStatus {
        switch cause {
        case .unavailable, .busy, .gone, .restart: .unavailable
        case .full, .inputOutput: .inputOutput
        case .readOnly: .noPermission
        case .corrupt: .badData
        }
    }

    private static func status(_ code: PersistenceError.Code) -> ExitStatus {
        switch code {
        case .busy, .unavailable, .cannotOpen, .schemaTooNew, .sealed, .incomplete, .fileGone, .fileReplaced:
            .unavailable
        case .corrupt, .migrationChanged: .badData
        case .diskFull, .inputOutput: .inputOutput
        case .readOnly: .noPermission
        default: .fault
        }
    }

    private static func status(_ code: CopyError.Code) -> ExitStatus {
        switch code {
        case .noSource, .interference: .unavailable
        case .invalidRow, .sourceChanged, .targetDiffers: .badData
        default: .refused
        }
    }

    private init(_ error: CocoaError) {
        let path = error.filePath.map { SafeText.printable($0) } ?? "a file"
        switch error.code {
        case .fileReadNoPermission, .fileWriteNoPermission:
            self.init(.noPermission, "this user may not use \(path).")
        case .fileReadNoSuchFile, .fileNoSuchFile:
            self.init(.unavailable, "\(path) does not exist.")
        case .fileWriteOutOfSpace:
            self.init(.inputOutput, "no space is left for \(path).")
        default:
            self.init(.inputOutput, "\(path) could not be read or written.")
        }
    }
}
