-- The same GET again and again: wrk writes the request once and never enters Lua while it runs.
dofile(os.getenv("LOAD_SCRIPTS") .. "/result.lua")
