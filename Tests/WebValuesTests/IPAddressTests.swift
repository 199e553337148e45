import Testing

@testable import WebValues

@Suite struct IPAddressTests {
    @Test(
        arguments: [
            ("127.0.0.1", [127, 0, 0, 1]), ("::1", Array(repeating: 0, count: 15) + [1]),
            ("::ffff:1.2.3.4", [1, 2, 3, 4]), ("::ffff:102:304", [1, 2, 3, 4]),
            ("1:2:3:4:5:6:7:8", [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8]),
            ("::", Array(repeating: 0, count: 16)),
            ("fe80::1%eth0", [0xfe, 0x80] + Array(repeating: 0, count: 13) + [1]),
        ] as [(String, [UInt8])]
    )
    func `addresses are read`(text: String, bytes: [UInt8]) {
        #expect(IPAddress(text)?.bytes == bytes)
    }

    @Test(arguments: [
        "", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.+4", ":", ":::", "1::2::3", "12345::",
        "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7", "g::", "::1.2.3", "1:2:3:4:5:6:7::8", "+1::", "1.2.3.4::", "1.2.3.4\0",
        "[::1]", "1.2.3.4:80", " 1.2.3.4",
    ])
    func `what is no address is refused`(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test(arguments: [
        ("10.128.0.0/9", "10.200.1.1", true), ("10.128.0.0/9", "10.127.255.255", false), ("10.128.0.0/9", "::1", false),
        ("0.0.0.0/0", "1.2.3.4", true), ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "192.0.2.8", false),
        ("fd00::/8", "fdff::1", true), ("fd00::/8", "fe00::1", false), ("::/0", "1.2.3.4", false),
        ("::ffff:10.0.0.0/104", "10.255.1.2", true), ("::ffff:10.0.0.0/104", "11.0.0.1", false),
        ("::ffff:0:0/96", "203.0.113.9", true), ("::ffff:192.0.2.7", "192.0.2.7", true),
        ("::ffff:192.0.2.7/128", "192.0.2.7", true),
    ])
    func `a network holds what begins with its bits, also IPv4 that is written as IPv6`(
        network: String,
        address: String,
        holds: Bool
    ) throws {
        let network = try #require(IPNetwork(network))
        #expect(network.contains(try #require(IPAddress(address))) == holds)
    }

    @Test(arguments: [
        ("10.0.0.0/33", IPNetwork.Fault.badLength(longest: 32)), ("::/129", .badLength(longest: 128)),
        ("10.0.0.0/", .badLength(longest: 32)), ("10.0.0.0/-1", .badLength(longest: 32)),
        ("10.0.0.0/+8", .badLength(longest: 32)), ("10.0.0.0/8/8", .badLength(longest: 32)),
        ("::ffff:10.0.0.0/129", .badLength(longest: 128)), ("", .noAddress), ("/8", .noAddress), ("ten/8", .noAddress),
    ])
    func `what is no network says why`(text: String, fault: IPNetwork.Fault) {
        #expect(throws: fault) { try IPNetwork(parsing: text) }
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("127.255.0.1", true), ("::1", true), ("[::1]", true), ("::ffff:127.0.0.1", true),
        ("localhost", true), ("LOCALHOST", true), ("id.localhost", true), ("128.0.0.1", false), ("0.0.0.0", false),
        ("::", false), ("localhost.example.com", false), ("notlocalhost", false), ("10.0.0.127", false), ("", false),
        ("127.0.0.1.", false), ("127.0.0.1.example.com", false), ("[127.0.0.1", false),
    ])
    func `loopback is localhost, the names below it, 127.0.0.0/8 and ::1`(host: String, isLoopback: Bool) {
        #expect(Loopback.contains(host) == isLoopback)
    }
}
