-- Ends wrk's report with a line of JSON; "-- 16" behind the URL makes it send 16 requests at once.
function init(args)
  local count = tonumber(args[1] or "1")
  if count > 1 then
    local batch = wrk.format():rep(count)
    request = function() return batch end
  end
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format('\n{"seconds": %.6f, "requests": %d, "bytes": %d, "p50": %.0f, "p99": %.0f, "max": %.0f, ',
    summary.duration / 1e6, summary.requests, summary.bytes, latency:percentile(50), latency:percentile(99), latency.max))
  io.write(string.format('"connect": %d, "read": %d, "write": %d, "status": %d, "timeout": %d}\n',
    errors.connect, errors.read, errors.write, errors.status, errors.timeout))
end
