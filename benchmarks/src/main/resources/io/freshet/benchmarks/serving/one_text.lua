-- SPDX-License-Identifier: Apache-2.0
-- For wrk: each request has one text of a file, one a line, in turn.
--     TEXTS=texts.txt wrk -t 1 -c 16 -d 20s --latency -s one_text.lua http://127.0.0.1:8085/v1/embeddings
local bodies = {}
local place = 0

function init(args)
  for line in io.lines(os.getenv("TEXTS")) do
    local text = line:gsub('[%c\\"]', " ")
    bodies[#bodies + 1] = '{"model": "docs", "input": "' .. text .. '"}'
  end
end

function request()
  place = place % #bodies + 1
  return wrk.format("POST", nil, {["Content-Type"] = "application/json"}, bodies[place])
end

function done(summary, latency, requests)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format("p50 %.2f ms, p99 %.2f ms, %.1f requests/s, %d failed\n",
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    summary.requests / (summary.duration / 1e6), failed))
end
