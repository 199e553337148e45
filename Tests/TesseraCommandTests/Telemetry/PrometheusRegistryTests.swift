import Metrics
import Testing

@testable import tessera

@Suite("Telemetry: metrics in the Prometheus text format")
struct PrometheusRegistryTests {
    private let registry = PrometheusRegistry()

    private var lines: [Substring] {
        registry.text().split(separator: "\n").filter { !$0.contains("process_") && !$0.contains("tessera_build_info") }
    }

    @Test func `a counter is a total by its labels, sorted`() {
        Counter(label: "sign.ins", dimensions: [("outcome", "ok"), ("a-b", "1")], factory: registry).increment(by: 2)
        Counter(label: "sign.ins", dimensions: [("a-b", "1"), ("outcome", "ok")], factory: registry).increment()
        Counter(label: "sign.ins", dimensions: [("outcome", "bad")], factory: registry).increment()
        #expect(
            lines == [
                "# TYPE sign_ins_total counter", #"sign_ins_total{a_b="1",outcome="ok"} 3"#,
                #"sign_ins_total{outcome="bad"} 1"#,
            ]
        )
    }

    @Test func `a counter with fractions, a gauge and a meter keep their values`() {
        let counter = FloatingPointCounter(label: "seconds_total", factory: registry)
        counter.increment(by: 0.25)
        counter.increment(by: 0.5)
        Gauge(label: "queue", factory: registry).record(7)
        let meter = Meter(label: "active", factory: registry)
        meter.increment(by: 3)
        meter.decrement(by: 1.5)
        #expect(
            lines == [
                "# TYPE active gauge", "active 1.5", "# TYPE queue gauge", "queue 7", "# TYPE seconds_total counter",
                "seconds_total 0.75",
            ]
        )
    }

    @Test func `a timer is a histogram in seconds whose buckets count upwards`() {
        let timer = Metrics.Timer(label: "request.duration", dimensions: [("route", "/a")], factory: registry)
        timer.recordNanoseconds(2_000_000)
        timer.recordNanoseconds(2_500_000)
        timer.recordNanoseconds(60_000_000_000)
        let lines = lines
        #expect(lines.first == "# TYPE request_duration_seconds histogram")
        #expect(lines.contains(#"request_duration_seconds_bucket{route="/a",le="0.001"} 0"#))
        #expect(lines.contains(#"request_duration_seconds_bucket{route="/a",le="0.0025"} 2"#))
        #expect(lines.contains(#"request_duration_seconds_bucket{route="/a",le="10"} 2"#))
        #expect(lines.contains(#"request_duration_seconds_bucket{route="/a",le="+Inf"} 3"#))
        #expect(lines.contains(#"request_duration_seconds_sum{route="/a"} 60.0045"#))
        #expect(lines.contains(#"request_duration_seconds_count{route="/a"} 3"#))
    }

    @Test func `a label's value cannot break its line`() {
        Counter(label: "x", dimensions: [("v", "a\"b\\c\nd")], factory: registry).increment()
        #expect(lines.last == #"x_total{v="a\"b\\c\nd"} 1"#)
    }

    @Test(arguments: [("9lives", "_9lives"), ("a.b-c/d", "a_b_c_d"), ("a:b", "a:b"), ("", "_"), ("é", "__")])
    func `names are made fit`(label: String, expected: String) {
        #expect(PrometheusName.metric(label) == expected)
    }

    @Test func `the same name in two kinds stays two metrics`() {
        Gauge(label: "jobs_total", factory: registry).record(5)
        Counter(label: "jobs", factory: registry).increment()
        #expect(
            lines == [
                "# TYPE jobs_total gauge", "jobs_total 5", "# TYPE jobs_total_counter counter", "jobs_total_counter 1",
            ]
        )
    }

    @Test func `labels from outside cannot fill the memory`() {
        for number in 0..<3000 {
            Counter(label: "flood", dimensions: [("id", "\(number)")], factory: registry).increment()
        }
        #expect(lines.count == 1 + 1000 + 1)
        #expect(lines.contains(#"flood_total{overflow="true"} 2000"#))
    }

    @Test func `a destroyed metric is gone`() {
        let counter = Counter(label: "gone", factory: registry)
        counter.increment()
        counter.destroy()
        #expect(lines == [])
    }

    @Test func `increments from many tasks all count`() async {
        let counter = Counter(label: "many", factory: registry)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { for _ in 0..<1000 { counter.increment() } }
            }
        }
        #expect(lines.last == "many_total 8000")
    }

    @Test func `the process tells its memory, processor time and open files`() {
        let text = registry.text()
        for name in [
            "process_resident_memory_bytes", "process_cpu_seconds_total", "process_open_fds", "tessera_build_info",
        ] {
            #expect(text.contains("# TYPE \(name) "))
        }
    }
}
