-- Asks for the paths of the command line in turn. Of each answer it looks whether its first and its last four bytes are of one release.
local requests, at, threads = {}, 0, {}
answers, mixed = 0, 0 -- of this thread; done() gets them from there

function setup(thread)
  table.insert(threads, thread)
end

function init(paths)
  for _, path in ipairs(paths) do
    table.insert(requests, wrk.format("GET", path, { Accept = "text/html,*/*;q=0.8" }))
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function response(status, fields, body)
  answers = answers + 1
  if #body < 8 or body:sub(1, 4) ~= body:sub(-4) then
    mixed = mixed + 1
  end
end

function done()
  local all, wrong = 0, 0
  for _, thread in ipairs(threads) do
    all, wrong = all + thread:get("answers"), wrong + thread:get("mixed")
  end
  print(("looked at %d, mixed %d"):format(all, wrong))
end
