-- Edits one file and sees what that means for another; then the server is killed and comes again.
local t = dofile(vim.env.TESTDATA .. '/lib.lua')
vim.lsp.enable('mlf_lsp')
local train = t.open('train.py')
t.finds(train, 'MLF101:9 MLF301:12')

local seeding = t.open('seeding.py')
vim.api.nvim_buf_set_lines(seeding, 0, -1, false, { 'import random', '', '', 'def seed_all():', '    random.seed(1)' })
t.finds(train, 'MLF301:12')
vim.cmd.undo()
t.finds(train, 'MLF101:9 MLF301:12')

local pins = t.open('requirements.txt')
vim.api.nvim_buf_set_lines(pins, 0, 1, false, { 'torch==2.13.0' })
t.finds(train, 'MLF101:9')
vim.cmd.undo()
t.finds(train, 'MLF101:9 MLF301:12')

vim.cmd.buffer(train)
-- What the editor started is the tap that records; the server is its child.
local function child(pid) return vim.fn.systemlist({ 'pgrep', '-P', tostring(pid), '-f', 'server' })[1] end
local pid = child(child(vim.fn.getpid()))
t.check(pid ~= nil, 'the server runs as ' .. tostring(pid))
vim.uv.kill(tonumber(pid), 'sigkill')
t.wait('the editor sees that the server is gone', function() return t.client(train) == nil end)
vim.cmd('edit!')
t.wait('the server is attached again', function() local c = t.client(train) return c ~= nil and c.initialized end)
t.finds(train, 'MLF101:9 MLF301:12')
t.quit(train)
