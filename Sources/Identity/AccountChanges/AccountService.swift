// AccountChanges owns what people and administrators do with accounts: register, change, export, disable, delete.

import Logging
import Persistence
import TesseraJOSE

/// Makes, shows, changes and removes accounts.
public final class AccountService: Sendable {
    let database: any Database
    let configuration: IdentityConfiguration
    let passwords: PasswordAuthenticator
    let status: StatusService
    let time: TimeSource
    let random: RandomSource

    init(
        database: any Database,
        configuration: IdentityConfiguration,
        passwords: PasswordAuthenticator,
        status: StatusService,
        time: TimeSource,
        random: RandomSource
    ) {
        self.database = database
        self.configuration = configuration
        self.passwords = passwords
        self.status = status
        self.time = time
        self.random = random
    }

    /// The account with this id.
    ///
    /// - Throws: `IdentityError` `account_not_found`.
    public func account(_ id: AccountID) async throws -> Account {
        guard let row = try await database.read({ try $0.accounts.find(.id(id)) }) else { throw Self.notFound }
        return row.account
    }

    /// The account with this id, user name or e-mail address; nil when there is none.
    public func find(_ identifier: String) async throws -> Account? {
        let identifiers = [AccountID(identifier).map(AccountIdentifier.id), AccountIdentifier(signInName: identifier)]
        return try await database.read { transaction in
            for identifier in identifiers {
                if let identifier, let row = try transaction.accounts.find(identifier) { return row.account }
            }
            return nil
        }
    }

    /// One page of accounts, the oldest first.
    ///
    /// - Throws: `IdentityError` `invalid_request` for a limit outside 1 to 200 or a cursor that is none.
    public func list(_ query: AccountQuery) async throws -> AccountPage {
        guard (1...200).contains(query.limit) else {
            throw IdentityError(.limitOutOfRange(1...200))
        }
        var cursor: AccountCursor?
        if let after = query.after {
            guard let given = AccountCursor(after) else {
                throw IdentityError(.unknownCursor)
            }
            cursor = given
        }
        let search = query.search.map { CaselessText.fold($0) }
        // No name has a control character in it, and U+0000 is nothing that a database could be asked for.
        let isSearchable = search?.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control } ?? true
        guard search?.isEmpty != true, isSearchable else {
            throw IdentityError(.malformedSearch)
        }
        let after = cursor
        let accounts = try await database.read { transaction in
            try transaction.accounts.page(after: after, limit: query.limit, search: search, disabled: query.disabled)
        }
        let page = Array(accounts.prefix(query.limit))
        let next =
            accounts.count > query.limit
            ? page.last.map { AccountCursor(createdAt: $0.createdAt, id: $0.id).text } : nil
        return AccountPage(accounts: page, next: next)
    }

    static let notFound = IdentityError(.accountNotFound)
}
