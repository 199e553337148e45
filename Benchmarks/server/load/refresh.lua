-- Refreshes of many sessions, each by its newest refresh token: a request takes the token that has waited longest, its answer
-- puts the successor at the end of the line. There must be more sessions than connections, so that the line never runs out.
-- Argument: a file of refresh tokens, one a line. At the end it holds the tokens that are good then; those under way are lost.
dofile(os.getenv("LOAD_SCRIPTS") .. "/result.lua")

local threads = {}

function setup(thread)
    thread:set("position", #threads)
    table.insert(threads, thread)
end

-- The line is a ring. Its variables are global so that `done`, which runs in another state, can read them.
ring, first, length = {}, 1, 0
local capacity = 0
local headers = { ["Content-Type"] = "application/json" }

function init(arguments)
    local number = 0
    for token in io.lines(arguments[1]) do
        if number % tonumber(arguments[2]) == position then
            length = length + 1
            ring[length] = token
        end
        number = number + 1
    end
    capacity = length
end

function request()
    local token = ring[first]
    first = first % capacity + 1
    length = length - 1
    return wrk.format("POST", nil, headers, '{"refresh_token":"' .. token .. '"}')
end

function response(status, headers, body)
    if status ~= 200 then return end
    ring[(first + length - 1) % capacity + 1] = string.match(body, '"refresh_token":"([^"]+)"')
    length = length + 1
end

local report = done
function done(summary, latency, requests)
    report(summary, latency, requests)
    local file = io.open(os.getenv("TOKENS_AFTER"), "w")
    for _, thread in ipairs(threads) do
        local ring, first, length = thread:get("ring"), thread:get("first"), thread:get("length")
        for offset = 0, length - 1 do file:write(ring[(first + offset - 1) % #ring + 1], "\n") end
    end
    file:close()
end
