/// For how long positions and lists are kept: what makes it safe to give a position out again.
public enum StatusLifetime {
    /// The longest lifetime of access tokens that a configuration allows.
    ///
    /// The one of yesterday may have been longer than today's.
    public static let longestAccessToken: Duration = .seconds(86_400)
    /// For how long a status list token is good: `exp` - `iat`.
    public static let listToken: Duration = .seconds(3600)
    /// Added to both, for clocks that differ, leeway of verifiers, and servers that lag.
    public static let margin: Duration = .seconds(900)

    /// Added as well: this server's clock may be so far ahead for a while, and what it then clears would be missing afterwards.
    static let clockJump: Duration = .seconds(3600)

    /// From the end of a session to the moment when none of its access tokens counts any more.
    static let untilForgotten: Duration = longestAccessToken + margin + clockJump
    /// From the clearing of a bit to the moment when no list counts any more that showed it.
    static let untilListsExpired: Duration = listToken + margin + clockJump
}
