-- Asks for every query of the judgements in turn, as a reader's browser does.
local paths = {}
for line in io.lines("crates/openrvu-search/judgements.tsv") do
  local query = line:match("^([^#\t][^\t]*)\t")
  if query then
    local escaped = query:gsub("[^%w]", function(byte) return ("%%%02X"):format(byte:byte()) end)
    paths[#paths + 1] = "/search.json?q=" .. escaped
  end
end
local at = 0
request = function()
  at = at % #paths + 1
  return wrk.format("GET", paths[at])
end
