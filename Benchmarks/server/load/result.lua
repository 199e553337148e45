-- What every load script ends with: one line of JSON that the measuring program reads.
function done(summary, latency, requests)
    local errors = summary.errors
    io.write(string.format(
        'RESULT {"operations":%d,"seconds":%.4f,"p50Milliseconds":%.3f,"p99Milliseconds":%.3f,"errors":%d}\n',
        summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
