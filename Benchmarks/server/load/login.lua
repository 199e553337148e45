-- Sign-ins of several accounts in turn. Arguments: the number of accounts (login1, login2, …) and their password.
dofile(os.getenv("LOAD_SCRIPTS") .. "/result.lua")

local bodies, turn = {}, 0

function init(arguments)
    for number = 1, tonumber(arguments[1]) do
        local body = string.format('{"identifier":"login%d","password":"%s"}', number, arguments[2])
        bodies[number] = wrk.format("POST", nil, { ["Content-Type"] = "application/json" }, body)
    end
end

function request()
    turn = turn % #bodies + 1
    return bodies[turn]
end
