import TesseraJOSE
import Testing

@testable import Identity

@Suite struct PasswordHashTests {
    static let good =
        "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$gy5SuVm5Z7Vw7keB9se9p87QGcomaseB/S2U1OhTsM0"

    @Test func `reads our own form and writes it again`() throws {
        let hash = try PasswordHash(parsing: Self.good)
        #expect(hash.memoryKiB == 19_456)
        #expect(hash.passes == 2)
        #expect(hash.parallelism == 1)
        #expect(hash.salt == Array("0123456789abcdef".utf8))
        #expect(hash.digest.count == 32)
        #expect(PasswordHash(parameters: .standard, salt: hash.salt, digest: hash.digest).text == Self.good)
    }

    static let refused: [(String, PasswordHashError.Code)] = [
        ("", PasswordHashError.Code.notPHC),
        ("plain text", .notPHC),
        ("x$argon2id$v=19$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$gy5SuVm5Z7Vw7keB9se9pw", .notPHC),
        ("$argon2id$v=19$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg", .notPHC),
        (good + "$", .notPHC),
        (String(repeating: "$", count: 600), .tooLong),
        ("$argon2d$v=19$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$gy5SuVm5Z7Vw7keB9se9pw", .unknownAlgorithm),
        ("$2b$v=19$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$gy5SuVm5Z7Vw7keB9se9pw", .unknownAlgorithm),
        ("$ARGON2ID$v=19$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$gy5SuVm5Z7Vw7keB9se9pw", .unknownAlgorithm),
        ("$argon2id$v=16$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$gy5SuVm5Z7Vw7keB9se9pw", .unknownVersion),
        ("$argon2id$v=19$t=1,m=64,p=1$MDEyMzQ1Njc4OWFiY2RlZg$gy5SuVm5Z7Vw7keB9se9pw", .malformedParameters),
        ("$argon2id$v=19$m=64,t=1$MDEyMzQ1Njc4OWFiY2RlZg$gy5SuVm5Z7Vw7keB9se9pw", .malformedParameters),
        ("$argon2id$v=19$m=064,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$gy5SuVm5Z7Vw7keB9se9pw", .malformedParameters),
        ("$argon2id$v=19$m=+64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$gy5SuVm5Z7Vw7keB9se9pw", .malformedParameters),
        ("$argon2id$v=19$m=64,t=,p=1$MDEyMzQ1Njc4OWFiY2RlZg$gy5SuVm5Z7Vw7keB9se9pw", .malformedParameters),
        ("$argon2id$v=19$m=64,t=1,p=1,x=1$MDEyMzQ1Njc4OWFiY2RlZg$gy5SuVm5Z7Vw7keB9se9pw", .malformedParameters),
        (
            "$argon2id$v=19$m=99999999999999999999,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$gy5SuVm5Z7Vw7keB9se9pw",
            .malformedParameters
        ),
        ("$argon2id$v=19$m=64,t=0,p=1$MDEyMzQ1Njc4OWFiY2RlZg$gy5SuVm5Z7Vw7keB9se9pw", .parametersOutOfRange),
        ("$argon2id$v=19$m=64,t=1,p=0$MDEyMzQ1Njc4OWFiY2RlZg$gy5SuVm5Z7Vw7keB9se9pw", .parametersOutOfRange),
        ("$argon2id$v=19$m=64,t=1,p=9$MDEyMzQ1Njc4OWFiY2RlZg$gy5SuVm5Z7Vw7keB9se9pw", .parametersOutOfRange),
        ("$argon2id$v=19$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg==$gy5SuVm5Z7Vw7keB9se9pw", .malformedSalt),
        ("$argon2id$v=19$m=64,t=1,p=1$c2FsdA$gy5SuVm5Z7Vw7keB9se9pw", .malformedSalt),
        ("$argon2id$v=19$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZh$gy5SuVm5Z7Vw7keB9se9pw", .malformedSalt),
        ("$argon2id$v=19$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$gy5SuVm5Z7Vw7keB9se9p-", .malformedDigest),
        ("$argon2id$v=19$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$gy5SuVm5", .malformedDigest),
        ("$argon2id$v=19$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$gy5SuVm5Z7Vw7keB9se9pw\0", .malformedDigest),
    ]

    @Test(arguments: refused)
    func `refuses every form that isn't canonical`(text: String, code: PasswordHashError.Code) {
        #expect(throws: PasswordHashError(code)) { try PasswordHash(parsing: text) }
    }

    @Test(arguments: [
        "m=262145,t=1,p=1", "m=999999999,t=1,p=1", "m=64,t=65,p=1", "m=64,t=999999999,p=1", "m=262144,t=9,p=1",
        "m=1024,t=1,p=17",
    ])
    func `refuses a string that would cost too much, before any work`(parameters: String) {
        let text = "$argon2id$v=19$\(parameters)$MDEyMzQ1Njc4OWFiY2RlZg$gy5SuVm5Z7Vw7keB9se9pw"
        #expect(throws: PasswordHashError(.parametersOutOfRange)) { try PasswordHash(parsing: text) }
    }

    @Test func `sees each difference from the cost wanted now, parallelism included`() throws {
        let wanted = try Argon2idParameters(memoryKiB: 256, passes: 2)
        let salt = "MDEyMzQ1Njc4OWFiY2RlZg"
        let digest = "ni+yE0BxyFvSLcz/IJ9+O1I3+yLOjvH+oGVpQ5O6960"
        func needsRehash(_ text: String) throws -> Bool { try PasswordHash(parsing: text).needsRehash(for: wanted) }
        #expect(try needsRehash("$argon2id$v=19$m=256,t=2,p=1$\(salt)$\(digest)") == false)
        #expect(try needsRehash("$argon2id$v=19$m=257,t=2,p=1$\(salt)$\(digest)"))
        #expect(try needsRehash("$argon2id$v=19$m=256,t=3,p=1$\(salt)$\(digest)"))
        #expect(try needsRehash("$argon2id$v=19$m=256,t=2,p=4$\(salt)$\(digest)"))
        #expect(try needsRehash("$argon2i$v=19$m=256,t=2,p=1$\(salt)$\(digest)"))
        #expect(try needsRehash("$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$\(digest)"))
        #expect(try needsRehash("$argon2id$v=19$m=256,t=2,p=1$\(salt)$4+k8Kwxl1rinsP8IMsuweQ"))
    }

    @Test func `shows neither salt nor digest in a description, a dump or an error`() throws {
        let hash = try PasswordHash(parsing: Self.good)
        var dumped = ""
        dump(hash, to: &dumped)
        for text in [hash.description, hash.debugDescription, dumped, "\(hash)", String(reflecting: hash)] {
            #expect(!text.contains("gy5S") && !text.contains("MDEy"))
        }
        #expect(throws: PasswordHashError(.malformedDigest)) { try PasswordHash(parsing: Self.good + "=") }
    }

    @Test func `base64 of any length reads back and has one spelling`() {
        for length in 0...64 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 37 + length) }
            let text = Base64.encode(bytes)
            #expect(Base64.decode(Array(text.utf8)) == bytes)
        }
        #expect(Base64.encode(Array("foobar".utf8)) == "Zm9vYmFy")
        #expect(Base64.decode(Array("Zg".utf8)) == [0x66])
        #expect(Base64.decode(Array("Zh".utf8)) == nil)
        #expect(Base64.decode(Array("Z".utf8)) == nil)
        #expect(Base64.decode(Array("Zg==".utf8)) == nil)
        #expect(Base64.decode(Array("Z_".utf8)) == nil)
    }

    @Test func `parameters out of range are refused with a sentence`() throws {
        for (memory, passes) in [
            (7, 1), (262_145, 1), (19_456, 0), (19_456, 65), (262_144, 9), (Int.max, 2), (-1, 2), (64, Int.min),
        ] {
            #expect(throws: Argon2idParametersError.self) { try Argon2idParameters(memoryKiB: memory, passes: passes) }
        }
        #expect(try Argon2idParameters() == .standard)
    }
}
