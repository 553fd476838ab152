---@brief
---
--- https://github.com/mlf-core/mlf-lsp
---
--- Finds what makes two runs of the same machine-learning code differ: missing seeds, operations without a
--- deterministic implementation in the pinned version, orders that nothing fixes, variables that a container leaves out.
---
--- The server has to be on the `PATH`; `mlf-lsp doctor` says what it sees. It runs beside other servers for Python.
--- Files around a program (requirements, Dockerfile, YAML, TOML) are attached in projects that hold Python or
--- `mlf-lsp.yaml`, so that a changed pin is judged before it is saved.

local markers = { 'mlf-lsp.yaml', { 'pyproject.toml', 'setup.py', 'setup.cfg', 'requirements.txt', 'environment.yml', 'MLproject' }, '.git' }

--- @param root string
local function holds_python(root)
  for name, kind in vim.fs.dir(root, { depth = 2 }) do
    if kind == 'file' and (name:match('%.py$') or name:match('%.ipynb$') or name == 'mlf-lsp.yaml') then
      return true
    end
  end
  return false
end

---@type vim.lsp.Config
return {
  cmd = { 'mlf-lsp', 'server' },
  filetypes = { 'python', 'requirements', 'dockerfile', 'yaml', 'toml' },
  root_dir = function(bufnr, on_dir)
    local root = vim.fs.root(bufnr, markers)
    if vim.bo[bufnr].filetype == 'python' then
      on_dir(root or vim.fs.dirname(vim.api.nvim_buf_get_name(bufnr)))
    elseif root and holds_python(root) then
      on_dir(root)
    end
  end,
  settings = { mlf = {} },
}
