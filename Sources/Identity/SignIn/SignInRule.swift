// SignIn owns the way from proofs to a session. A door (the API, a page) has somebody prove who they are and hands the proof in; the
// rule says what is still demanded; one verb begins the session, and it takes nothing but a sign-in that the rule has finished. So a
// door that forgets a demand does not compile.

import Persistence

/// How a person proved who they are; the raw values are the `amr` of access tokens (RFC 8176).
enum AuthenticationMethod: String, Sendable, Hashable {
    /// A password.
    case password = "pwd"
}

/// What a person has shown to sign in.
enum Proof: Sendable {
    /// The password of the account.
    case password(PasswordProof)
}

/// What a sign-in still lacks after a proof.
///
/// Nothing can be lacking today: a password is enough. A demand that is added here is one that every door must answer before it
/// compiles again.
enum SignInDemand: Sendable {}

/// Where a sign-in stands after a proof.
enum SignInStep: Sendable {
    /// Nothing is lacking: a session may begin.
    case finished(FinishedSignIn)
    /// This is still to be shown.
    case demand(SignInDemand)
}

/// A sign-in that lacks nothing.
///
/// Only ``SignInRule`` makes one.
struct FinishedSignIn: Sendable {
    /// Who signs in.
    let accountID: AccountID
    /// The credentials that the account had when it was proved.
    let credentials: CredentialsVersion
    /// How it was proved.
    let methods: [AuthenticationMethod]
    /// When it was proved.
    let authenticatedAt: Timestamp
    private let proof: PasswordProof

    fileprivate init(_ proof: PasswordProof) {
        self.accountID = proof.account.id
        self.credentials = proof.credentials
        self.methods = [.password]
        self.authenticatedAt = proof.provedAt
        self.proof = proof
    }

    /// Writes down what follows from the proof, in the transaction that begins the session.
    func settle(in transaction: any Transaction, at now: Timestamp) throws {
        try proof.settle(in: transaction, at: now)
    }
}

/// What a sign-in still lacks: pure.
enum SignInRule {
    /// Where the sign-in stands after a proof.
    static func step(after proof: Proof) -> SignInStep {
        switch proof {
        case .password(let password): .finished(FinishedSignIn(password))
        }
    }
}
