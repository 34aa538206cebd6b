-- Asks for one page, under another address each time if wanted, and prints how long the answers took.
-- Global, since what is said at the end is read off the thread.
page, anew, bytes, limit, at = nil, nil, nil, 0, 0
local begun

function setup(thread)
  begun = thread
end

function init(args)
  page, anew, bytes, limit = args[1], args[2] == "yes", args[3], tonumber(args[4])
end

function request()
  if not anew then
    return wrk.format("GET", page)
  end
  at = at + 1
  return wrk.format("GET", page .. (page:find("?", 1, true) and "&" or "?") .. "n=" .. at)
end

function done(summary, latency)
  local page, bytes, how = begun:get("page"), begun:get("bytes"), begun:get("anew") and "made anew" or "as cached"
  local errors = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  local p50, p99 = latency:percentile(50) / 1000, latency:percentile(99) / 1000
  io.write(("  %-52s %7s bytes, %s: p50 %.2f ms, p99 %.2f ms%s%s\n"):format(
    page, bytes, how, p50, p99, errors > 0 and ", " .. errors .. " ERRORS" or "", (begun:get("limit") > 0 and p99 >= begun:get("limit") or errors > 0) and ", SLOW" or ""))
end
