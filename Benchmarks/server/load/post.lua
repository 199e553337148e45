-- The same form again and again: wrk writes the request once and never enters Lua while it runs. Argument: the form.
dofile(os.getenv("LOAD_SCRIPTS") .. "/result.lua")

function init(arguments)
    wrk.method = "POST"
    wrk.body = arguments[1]
end
