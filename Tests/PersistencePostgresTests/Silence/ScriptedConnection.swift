import NIOCore

/// One connection of a ``ScriptedServer``: the client's messages in, answers out, both held up where the script says so.
final class ScriptedConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let server: ScriptedServer
    private var chance: Chance
    private var cut: Cut?
    private var inbox = ByteBuffer()
    private var outbox = ByteBuffer()
    private var isDeaf = false
    private var isMute = false
    private var isGone = false
    private var hasStarted = false
    private var isInTransaction = false
    private var written: [Int64] = []
    private var statements: [String: ScriptedStatement] = [:]
    private var bound: (statement: ScriptedStatement, values: [[UInt8]])?
    /// Answers that were not asked for, to be put behind the next one.
    private var strays = 0

    init(_ server: ScriptedServer, _ chance: Chance) {
        self.server = server
        self.chance = chance
        cut = server.nextCut(&self.chance)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        inbox.writeBuffer(&buffer)
        listen(context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        isGone = true
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func listen(_ context: ChannelHandlerContext) {
        while !isDeaf, let message = nextMessage() { hear(message.kind, message.body, context) }
        speak(context)
    }

    private func nextMessage() -> (kind: UInt8, body: ByteBuffer)? {
        let header = hasStarted ? 1 : 0
        guard let length = inbox.getInteger(at: inbox.readerIndex + header, as: Int32.self),
            inbox.readableBytes >= header + Int(length)
        else { return nil }
        let kind = hasStarted ? inbox.readInteger(as: UInt8.self) ?? 0 : 0
        inbox.moveReaderIndex(forwardBy: 4)
        guard let body = inbox.readSlice(length: Int(length) - 4) else { return nil }
        return (kind, body)
    }

    private func hear(_ kind: UInt8, _ body: ByteBuffer, _ context: ChannelHandlerContext) {
        var body = body
        switch Character(Unicode.Scalar(kind)) {
        case "\0": start()
        case "P":
            let name = body.readText()
            statements[name] = ScriptedStatement(body.readText())
            say("1")
        case "D":
            let isStatement = body.readInteger(as: UInt8.self) == UInt8(ascii: "S")
            guard let statement = isStatement ? statements[body.readText()] : bound?.statement else { return }
            if isStatement { say("t", ByteBuffer(integer: UInt16(0))) }
            say(statement.columns.isEmpty ? "n" : "T", statement.description)
        case "B":
            _ = body.readText()
            guard let statement = statements[body.readText()] else { return }
            bound = (statement, body.readValues())
            say("2")
        case "E": run()
        case "S":
            say("Z", ByteBuffer(string: isInTransaction ? "T" : "I"))
            for _ in 0..<strays { stray() }
            strays = 0
        case "X": context.close(promise: nil)
        default: context.close(promise: nil)
        }
    }

    private func start() {
        hasStarted = true
        say("R", ByteBuffer(integer: Int32(0)))
        let parameters = [
            ("server_version", "18.0"), ("server_encoding", "UTF8"), ("client_encoding", "UTF8"),
            ("default_transaction_read_only", "off"), ("in_hot_standby", "off"), ("standard_conforming_strings", "on"),
        ]
        for (name, value) in parameters { say("S", ByteBuffer(string: "\(name)\0\(value)\0")) }
        say("K", ByteBuffer(integer: UInt64(7)))
        say("Z", ByteBuffer(string: "I"))
    }

    private func run() {
        guard let (statement, values) = bound else { return }
        let (row, written) = statement.row(values)
        if let row { say("D", row) }
        if let written { self.written.append(written) }
        switch statement.tag {
        case "BEGIN": isInTransaction = true
        case "COMMIT":
            server.commit(self.written)
            (isInTransaction, self.written) = (false, [])
        case "ROLLBACK": (isInTransaction, self.written) = (false, [])
        default: break
        }
        say("C", ByteBuffer(string: statement.tag + "\0"))
    }

    /// The row of somebody who was not asked for.
    private func stray() {
        let statement = ScriptedStatement(ScriptedStatement.person)
        say("T", statement.description)
        if let row = statement.row([[0, 0, 0, 0, 0, 0, 0, 13]]).row { say("D", row) }
        say("C", ByteBuffer(string: statement.tag + "\0"))
    }

    private func say(_ kind: Character, _ body: ByteBuffer = ByteBuffer()) {
        outbox.writeInteger(kind.asciiValue ?? 0)
        outbox.writeInteger(Int32(body.readableBytes + 4))
        outbox.writeImmutableBuffer(body)
    }

    /// Sends what may be sent, up to the place where the network stops.
    private func speak(_ context: ChannelHandlerContext) {
        while !isMute, !isGone, outbox.readableBytes > 0 {
            let count = min(outbox.readableBytes, cut?.position ?? .max)
            if let part = outbox.readSlice(length: count), count > 0 {
                context.writeAndFlush(wrapOutboundOut(part), promise: nil)
            }
            guard let present = cut else { continue }
            cut = Cut(present, after: count)
            if cut?.position == 0 { make(present, context) }
        }
    }

    private func make(_ cut: Cut, _ context: ChannelHandlerContext) {
        server.note(cut.kind)
        self.cut = server.nextCut(&chance)
        switch cut.kind {
        case .close: return context.close(promise: nil)
        case .stray: strays += 1
        case .silence: (isMute, isDeaf) = (true, true)
        case .mute: isMute = true
        case .deaf: isDeaf = true
        }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: cut.duration) {
            let (connection, context) = bound.value
            (connection.isMute, connection.isDeaf) = (false, false)
            connection.listen(context)
        }
    }
}

extension Cut {
    /// What is left of the way to a cut.
    fileprivate init(_ cut: Cut, after count: Int) {
        (kind, position, duration) = (cut.kind, cut.position - count, cut.duration)
    }
}

extension ByteBuffer {
    fileprivate mutating func readText() -> String {
        readNullTerminatedString() ?? ""
    }

    /// The values of a `Bind`, all of them binary.
    fileprivate mutating func readValues() -> [[UInt8]] {
        let formats = Int(readInteger(as: Int16.self) ?? 0)
        moveReaderIndex(forwardBy: 2 * formats)
        return (0..<(readInteger(as: Int16.self) ?? 0)).map { _ in
            readBytes(length: Int(readInteger(as: Int32.self) ?? 0)) ?? []
        }
    }
}
