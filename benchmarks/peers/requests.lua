-- Sends the requests of a file again and again and counts what was answered.
-- Each line of the file: method, path, headers ("Name: value" separated by |), body; separated by tabs. COUNTER in a
-- body becomes a number that differs from that of the request before.
-- arguments: file, expected status, least bytes of a body

local threads = {}

function setup(thread)
   table.insert(threads, thread)
end

function init(arguments)
   expected, least_bytes = tonumber(arguments[2]), tonumber(arguments[3])
   requests, sent, other, short = {}, 0, 0, 0
   for line in io.lines(arguments[1]) do
      local method, path, fields, body = line:match("([^\t]*)\t([^\t]*)\t([^\t]*)\t?(.*)")
      local headers = {}
      for name, value in fields:gmatch("([^|:]+): ([^|]+)") do headers[name] = value end
      local whole = wrk.format(method, path, headers, body ~= "" and body or nil)
      table.insert(requests, {whole = whole, counts = body:find("COUNTER") ~= nil})
   end
end

function request()
   sent = sent + 1
   local next = requests[sent % #requests + 1]
   if not next.counts then return next.whole end
   -- The number is as long as the word, so the length of the content stays right.
   return (next.whole:gsub("COUNTER", string.format("%.4f", 10 + math.floor(sent / #requests) % 9000 / 100)))
end

function response(status, headers, body)
   if status ~= expected then other = other + 1 end
   if #body < least_bytes then short = short + 1 end
end

function done(summary, latency)
   local other_status, short_bodies = 0, 0
   for _, thread in ipairs(threads) do
      other_status = other_status + thread:get("other")
      short_bodies = short_bodies + thread:get("short")
   end
   local errors = summary.errors
   io.write(string.format(
      "RESULT %d %d %d %d %d %d %d %d\n", summary.requests, summary.duration, other_status, short_bodies,
      errors.connect + errors.read + errors.write + errors.timeout,
      latency:percentile(50), latency:percentile(95), latency:percentile(99)))
end
