-- What the tests of Neovim share: each check prints a line and ends the editor when it fails.
local M = {}

local patience = 30000

function M.check(ok, what)
  io.stdout:write((ok and 'ok ' or 'FAIL ') .. what .. '\n')
  if not ok then
    io.stdout:write('messages: ' .. vim.fn.execute('messages') .. '\n')
    vim.cmd('cquit 1')
  end
end

function M.wait(what, is)
  M.check(vim.wait(patience, is, 20), what)
end

-- open edits a file and waits for our server.
function M.open(path)
  vim.cmd.edit(path)
  local buf = vim.api.nvim_get_current_buf()
  M.wait('the server is attached to ' .. path, function()
    local c = M.client(buf)
    return c ~= nil and c.initialized
  end)
  return buf
end

function M.client(buf)
  return vim.lsp.get_clients({ bufnr = buf, name = 'mlf_lsp' })[1]
end

-- codes are those of the diagnostics of a buffer with their lines: "MLF101:3".
function M.codes(buf)
  local out = {}
  for _, d in ipairs(vim.diagnostic.get(buf)) do
    table.insert(out, ('%s:%d'):format(d.code, d.lnum + 1))
  end
  table.sort(out)
  return table.concat(out, ' ')
end

function M.finds(buf, want)
  if not vim.wait(patience, function() return M.codes(buf) == want end, 20) then
    M.check(false, ('diagnostics are "%s", want "%s"'):format(M.codes(buf), want))
  end
  M.check(true, 'diagnostics are "' .. want .. '"')
end

-- take carries out the one code action whose title holds a text.
function M.take(buf, line, title, only)
  vim.api.nvim_win_set_cursor(0, { line, 4 })
  local before = vim.api.nvim_buf_get_changedtick(buf)
  vim.lsp.buf.code_action({
    apply = true,
    context = only and { only = only, diagnostics = {} } or nil,
    filter = function(a) return a.title:find(title, 1, true) ~= nil end,
  })
  M.wait('the action "' .. title .. '" is taken', function() return vim.api.nvim_buf_get_changedtick(buf) ~= before end)
end

-- hover is the text of the card at a place, as the editor shows it.
function M.hover(line, column)
  vim.api.nvim_win_set_cursor(0, { line, column })
  vim.lsp.buf.hover()
  local text
  M.wait('a card opens', function()
    for _, win in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(win).relative ~= '' then
        text = table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(win), 0, -1, false), '\n')
        vim.api.nvim_win_close(win, true)
        return true
      end
    end
    return false
  end)
  return text
end

-- quit stops the server as the protocol asks for, and ends.
function M.quit(buf)
  local c = M.client(buf)
  c:stop()
  M.wait('the server stops', function() return c:is_stopped() end)
  vim.cmd('qa!')
end

return M
